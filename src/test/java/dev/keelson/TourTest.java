package dev.keelson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testing.KeelsonProcess;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.VEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Walks the tours of the README, of {@code docs/billing-tour.md} and of {@code docs/social-tour.md} against a fresh start: each
 * {@code sh} block is pasted into one shell, and what it prints must have every line of the {@code json} or {@code ics} block
 * that follows it, as far as the ellipsis in that line.
 */
@Isolated("its reader has the machine alone; beside other starts a connection may take longer than a request waits")
class TourTest {
    private static final Pattern BLOCK = Pattern.compile("```(sh tour|json|ics)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FEED = Pattern.compile("http://[^ ]*/api/v1/social/calendar/[^ ]*\\.ics");
    private static final String EVERY_NETWORK =
            "Bluesky, Facebook, Google Business Profile, Instagram, LinkedIn, Pinterest,"
                    + " Reddit, Snapchat, Telegram, Threads, TikTok, X, YouTube";
    private static final String END_OF_STEP = "--- end of step ---";
    private static final long LONGEST_MINUTES = 3;

    /**
     * @param commands what a reader pastes
     * @param answer the lines that the README says come back
     */
    private record Step(String commands, List<String> answer) {}

    @Test
    void everyStepAnswersAsTheReadmeSaysAndIsStillThereAfterARestart(@TempDir Path directory) throws Exception {
        int port = KeelsonProcess.freePort();
        int sandboxPort = KeelsonProcess.freePort();
        Path log = directory.resolve("keelson.log");
        Path data = directory.resolve("data");
        List<Step> steps = steps("README.md");

        try (var _ = KeelsonProcess.startSandbox(port, sandboxPort, data, log)) {
            assertAnswers(steps, paste(steps, port, sandboxPort, directory));
        }

        var lastLook = new Step("""
                TOKEN=$(curl -s $SANDBOX/clerk/v1/client/sign_ins -d identifier=ada@example.com \\
                  | sed 's/.*"jwt":"\\([^"]*\\)".*/\\1/')
                curl -s $API/me -H "Authorization: Bearer $TOKEN"
                curl -s $API/social/posts -H "Authorization: Bearer $TOKEN"
                """, List.of());
        try (var _ = KeelsonProcess.startSandbox(port, sandboxPort, data, log)) {
            String afterRestart = normal(paste(List.of(steps.getFirst(), lastLook), port, sandboxPort, directory)
                    .get(1));

            assertThat(afterRestart)
                    .contains("\"email\":\"ada@example.com\"", "\"role\":\"premium\"", "\"status\":\"published\"");
        }
    }

    @Test
    void aSubscriptionsLifeAnswersAsTheBillingTourSays(@TempDir Path directory) throws Exception {
        int port = KeelsonProcess.freePort();
        int sandboxPort = KeelsonProcess.freePort();
        List<Step> steps = steps("docs/billing-tour.md");

        try (var _ = KeelsonProcess.startSandbox(
                port, sandboxPort, directory.resolve("data"), directory.resolve("keelson.log"))) {
            assertAnswers(steps, paste(steps, port, sandboxPort, directory));
        }
    }

    @Test
    void aPostOnThirteenNetworksAnswersAsTheSocialTourSays(@TempDir Path directory) throws Exception {
        int port = KeelsonProcess.freePort();
        int sandboxPort = KeelsonProcess.freePort();
        List<Step> steps = steps("docs/social-tour.md");

        try (var _ = KeelsonProcess.startSandbox(
                port, sandboxPort, directory.resolve("data"), directory.resolve("keelson.log"))) {
            List<String> printed = paste(steps, port, sandboxPort, directory);

            assertAnswers(steps, printed);
            assertThat(summaries(feed(String.join("", printed))))
                    .containsExactlyInAnyOrder(
                            "Facebook, LinkedIn: Open day at the yard",
                            "Bluesky, Threads, X: How we laid the keel",
                            "Instagram, Pinterest: Stepping the mast",
                            "X: Remember us?",
                            EVERY_NETWORK + ": The Marlene is afloat.");
        }
    }

    /** What a calendar program gets that subscribes to the address that the tour has printed. */
    private static Calendar feed(String printed) throws Exception {
        Matcher address = FEED.matcher(printed);
        assertThat(address.find()).as(printed).isTrue();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(address.group())).build(),
                    HttpResponse.BodyHandlers.ofString(UTF_8));
            return new CalendarBuilder().build(new StringReader(answer.body()));
        }
    }

    private static List<String> summaries(Calendar calendar) {
        return calendar.<VEvent>getComponents(Component.VEVENT).stream()
                .map(event -> event.getRequiredProperty(Property.SUMMARY).getValue())
                .toList();
    }

    private static void assertAnswers(List<Step> steps, List<String> printed) {
        for (int i = 0; i < steps.size(); i++) {
            String said = normal(printed.get(i));
            assertThat(steps.get(i).answer())
                    .as("step %d: %s%nprinted: %s", i + 1, steps.get(i).commands(), said)
                    .allMatch(said::contains);
        }
    }

    private static List<Step> steps(String document) throws IOException {
        List<Step> steps = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(Path.of(document)));
        while (blocks.find()) {
            if (blocks.group(1).equals("sh tour")) {
                steps.add(new Step(blocks.group(2), List.of()));
            } else {
                var step = steps.removeLast();
                steps.add(new Step(step.commands(), answer(blocks.group(2))));
            }
        }
        assertThat(steps).hasSizeGreaterThan(5);
        return steps;
    }

    private static List<String> answer(String json) {
        return json.lines()
                .map(line -> normal(line.strip()))
                .map(line -> line.contains("…") ? line.substring(0, line.indexOf('…')) : line)
                .map(line -> line.replaceAll("[{\\[,\\s]+$", ""))
                .filter(line -> line.contains(":"))
                .toList();
    }

    /** The same for a formatted and a compact document. */
    private static String normal(String json) {
        return json.replaceAll("\\s*([:,{}\\[\\]])\\s*", "$1");
    }

    private static List<String> paste(List<Step> steps, int port, int sandboxPort, Path directory)
            throws IOException, InterruptedException {
        Path script = directory.resolve("tour.sh");
        var text = new StringBuilder("set -euo pipefail\n");
        for (Step step : steps) {
            text.append(step.commands()
                            .replace("localhost:8080", "localhost:" + port)
                            .replace("localhost:8090", "localhost:" + sandboxPort))
                    .append("\necho; echo '" + END_OF_STEP + "'\n");
        }
        Files.writeString(script, text);
        var shell = new ProcessBuilder("bash", script.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertThat(shell.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(shell.exitValue()).as(output).isZero();
        return List.of(output.split(END_OF_STEP + "\\R", -1));
    }
}

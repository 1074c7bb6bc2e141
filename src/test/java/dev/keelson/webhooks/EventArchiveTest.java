package dev.keelson.webhooks;

import static dev.keelson.webhooks.RetentionFixture.NOW;
import static dev.keelson.webhooks.RetentionFixture.dayBefore;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.testing.BesideOthers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

@BesideOthers
class EventArchiveTest {
    private static final LocalDate DAY = dayBefore(40);
    private static final String NAME = "webhook-events-%s.ndjson.gz".formatted(DAY);

    @TempDir
    private Path directory;

    private RetentionFixture inbox = new RetentionFixture();

    @BeforeEach
    void aDayThatIsOldEnough() {
        inbox.partitionsAsOf(40);
    }

    @AfterEach
    void close() {
        inbox.close();
    }

    private List<JsonNode> lines() throws IOException {
        try (var reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(directory.resolve(NAME))), StandardCharsets.UTF_8))) {
            return reader.lines().map(inbox.json::readTree).toList();
        }
    }

    private List<String> archivedIds() throws IOException {
        return lines().stream().map(line -> line.path("event_id").asString()).toList();
    }

    private Path partial() {
        return directory.resolve(NAME + ".partial");
    }

    private boolean run() {
        return inbox.retention(directory).run(() -> false);
    }

    private boolean runUntilStoppedAfter(int questions) {
        var asked = new AtomicInteger();
        return inbox.retention(directory).run(() -> asked.incrementAndGet() > questions);
    }

    /** Writes so many lines, and then the process is gone in the middle of the next. */
    private void runAndDieAfter(int lines) {
        var written = new AtomicInteger();
        var dying = new ArchiveRows(inbox.jdbc, inbox.json) {
            @Override
            byte[] line(ResultSet row, ArrayNode attempts) throws SQLException {
                if (written.incrementAndGet() > lines) {
                    throw new IllegalStateException("killed");
                }
                return super.line(row, attempts);
            }
        };
        assertThatThrownBy(() -> inbox.retention(inbox.settings(directory, 100), dying, NOW)
                        .run(() -> false))
                .hasMessage("killed");
    }

    private boolean dayIsStored() {
        return InboxPartitions.days(inbox.jdbc, InboxTable.EVENT).contains(DAY);
    }

    private static byte[] body(JsonNode line) {
        return line.has("body")
                ? line.get("body").asString().getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(line.get("body_base64").asString());
    }

    @Test
    void dayIsWrittenWithTheExactBytesAndThenDropped() throws Exception {
        List<byte[]> bodies = List.of(
                "{\"id\": \"a\",\r\n\t\"name\":\"Zoë \\u00eb \uD83D\uDE80 \\\"quoted\\\"\"}\n"
                        .getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"b\",\"nul\":\"\u0000\u2028\"}".getBytes(StandardCharsets.UTF_8),
                "\uFEFF{\"id\":\"c\"}".getBytes(StandardCharsets.UTF_8),
                "{\"id\":\"d\",\"name\":\"Zo\u00eb\"}".getBytes(StandardCharsets.ISO_8859_1),
                new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                new byte[0]);
        Instant at = InboxTable.start(DAY).toInstant();
        for (int i = 0; i < bodies.size(); i++) {
            inbox.receive("evt_" + i, at.plusMillis(i), bodies.get(i));
        }
        inbox.jdbc.sql("delete from webhook_work").update();

        assertThat(run()).isTrue();

        List<JsonNode> lines = lines();
        assertThat(lines).hasSize(bodies.size());
        for (int i = 0; i < bodies.size(); i++) {
            assertThat(lines.get(i).path("event_id").asString()).isEqualTo("evt_" + i);
            assertThat(body(lines.get(i))).as("body %d", i).isEqualTo(bodies.get(i));
        }
        assertThat(lines.get(0).has("body")).isTrue();
        assertThat(lines.get(3).has("body")).isFalse();
        assertThat(dayIsStored()).isFalse();
        assertThat(partial()).doesNotExist();
        assertThat(inbox.jdbc
                        .sql("select sha256 from webhook_retention where day = :day and dropped_at is not null")
                        .param("day", DAY)
                        .query(String.class)
                        .single())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256")
                                .digest(Files.readAllBytes(directory.resolve(NAME)))));
    }

    @Test
    void lineSaysWhatBecameOfItsEvent() throws Exception {
        inbox.receive("evt_", 3, DAY);
        inbox.handle(event -> event.eventId().equals("evt_0"));
        inbox.bury(event -> event.eventId().equals("evt_1"));

        run();

        assertThat(lines().getFirst().toString()).isEqualTo("""
                {"seq":1,"provider":"stripe","event_id":"evt_0","type":"keelson.probe.made","subject":"cus_evt_0",\
                "occurred_at":"2026-10-15T00:00:00Z","received_at":"2026-10-15T00:00:00Z","trace_id":"trace",\
                "state":"handled","attempts":[{"attempt":1,"outcome":"applied","error":null,\
                "finished_at":"2026-10-15T00:00:00Z","duration_us":3000}],"body":"{\\"id\\":\\"evt_0\\"}"}""");
        assertThat(lines().get(1).path("state").asString()).isEqualTo("dead");
        assertThat(lines().get(2).path("state").asString()).isEqualTo("waiting");
    }

    @Test
    void killedInTheMiddleOfAPieceItContinuesWithEachEventOnce() throws Exception {
        inbox.receive("evt_", 450, DAY);
        inbox.handle(_ -> true);
        List<String> all = inbox.ids();

        runAndDieAfter(250);
        assertThat(directory.resolve(NAME)).doesNotExist();
        assertThat(dayIsStored()).isTrue();
        long durable = inbox.days.progress(DAY).bytes();
        byte[] before = Files.readAllBytes(partial());
        assertThat(inbox.days.progress(DAY).events()).isEqualTo(200);
        // A process that dies leaves its last piece half-written; ours here may not have flushed any of it.
        Files.write(partial(), new byte[] {31, (byte) 139, 8, 0, 1}, StandardOpenOption.APPEND);
        runAndDieAfter(130);
        assertThat(inbox.days.progress(DAY).events()).isEqualTo(300);
        assertThat(run()).isTrue();

        assertThat(archivedIds()).containsExactlyElementsOf(all);
        byte[] after = Files.readAllBytes(directory.resolve(NAME));
        assertThat(Arrays.copyOf(after, (int) durable)).isEqualTo(Arrays.copyOf(before, (int) durable));
        assertThat(dayIsStored()).isFalse();
    }

    @Test
    void stoppedBetweenPiecesItContinues() throws Exception {
        inbox.receive("evt_", 450, DAY);
        inbox.handle(_ -> true);
        List<String> all = inbox.ids();

        int runs = 1;
        while (!runUntilStoppedAfter(6)) {
            assertThat(dayIsStored() || Files.exists(directory.resolve(NAME))).isTrue();
            runs++;
        }

        assertThat(runs).isGreaterThan(2);
        assertThat(archivedIds()).containsExactlyElementsOf(all);
    }

    @Test
    void nodeThatLacksThePartialFileBeginsTheDayAnew() throws Exception {
        inbox.receive("evt_", 450, DAY);
        inbox.handle(_ -> true);
        List<String> all = inbox.ids();
        runAndDieAfter(250);

        Files.delete(partial());
        assertThat(run()).isTrue();

        assertThat(archivedIds()).containsExactlyElementsOf(all);
    }

    @Test
    void killedAfterTheFileHadItsNameItIsRecognised() throws Exception {
        inbox.receive("evt_", 150, DAY);
        inbox.handle(_ -> true);
        List<String> all = inbox.ids();
        runAndDieAfter(100);
        new EventArchive(
                        inbox.days,
                        inbox.rows,
                        inbox.transactions,
                        () -> NOW,
                        inbox.settings(directory, 100),
                        inbox.metrics)
                .write(DAY, () -> false);
        inbox.jdbc
                .sql("update webhook_retention set archived_at = null, file = null, sha256 = null")
                .update();

        assertThat(run()).isTrue();

        assertThat(archivedIds()).containsExactlyElementsOf(all);
        assertThat(dayIsStored()).isFalse();
    }

    @Test
    void fileThatLacksAnEventIsNotTrustedAndWrittenAnew() throws Exception {
        inbox.receive("evt_", 150, DAY);
        inbox.handle(_ -> true);
        List<String> all = inbox.ids();
        runAndDieAfter(100);
        // As many bytes and lines as there should be, but one event twice and one missing.
        forgeFirstPiece(inbox.days.progress(DAY).bytes());

        assertThatThrownBy(this::run).isInstanceOf(IllegalStateException.class);
        assertThat(dayIsStored()).isTrue();
        assertThat(directory.resolve(NAME)).doesNotExist();
        assertThat(run()).isTrue();

        assertThat(archivedIds()).containsExactlyElementsOf(all);
    }

    private void forgeFirstPiece(long bytes) throws IOException {
        try (var member = new GZIPOutputStream(Files.newOutputStream(partial()))) {
            for (int i = 0; i < 100; i++) {
                member.write("{\"seq\":%d,\"forged\":true}\n"
                        .formatted(i == 50 ? 50 : i + 1)
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        long size = Files.size(partial());
        inbox.jdbc
                .sql("update webhook_retention set bytes = :size where bytes = :bytes")
                .param("size", size)
                .param("bytes", bytes)
                .update();
    }

    @Test
    void damagedFileIsNotTrustedAndWrittenAnew() throws Exception {
        inbox.receive("evt_", 150, DAY);
        inbox.handle(_ -> true);
        List<String> all = inbox.ids();
        runAndDieAfter(100);
        byte[] bytes = Files.readAllBytes(partial());
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(partial(), bytes);

        assertThatThrownBy(this::run).isInstanceOf(IllegalStateException.class);
        assertThat(dayIsStored()).isTrue();
        assertThat(run()).isTrue();

        assertThat(archivedIds()).containsExactlyElementsOf(all);
    }

    @Test
    void fileThatIsThereAlreadyIsNeverReplaced() throws Exception {
        inbox.receive("evt_", 5, DAY);
        inbox.handle(_ -> true);
        Files.writeString(directory.resolve(NAME), "somebody else's");

        assertThatThrownBy(this::run)
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(FileAlreadyExistsException.class);

        assertThat(directory.resolve(NAME)).hasContent("somebody else's");
        assertThat(dayIsStored()).isTrue();
    }

    @Test
    void archiveIsReadableForItsOwnerOnly() throws Exception {
        inbox.receive("evt_", 5, DAY);
        inbox.handle(_ -> true);

        run();

        assertThat(Files.getPosixFilePermissions(directory.resolve(NAME)).toString())
                .isEqualTo("[OWNER_READ, OWNER_WRITE]");
    }

    @Test
    void directoryThatCannotBeWrittenToStopsTheStart() {
        var settings = inbox.settings(directory.resolve("absent"), 100);

        assertThatThrownBy(() -> inbox.retention(settings, inbox.rows, NOW))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("keelson.webhooks.retention.archive-directory");
    }
}

package dev.keelson.bench.clients;

import dev.keelson.clients.TestClients;
import dev.keelson.clients.Vendor;
import dev.keelson.clients.VendorErrors;
import dev.keelson.clients.clerk.ClerkSettings;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The pipeline beside a bare call of the JDK's client that reads the same JSON, in turns; and two thousand calls at once. Ends
 * with 1 where a goal is missed.
 */
public final class ClientBench {
    private static final int WARM_UP = 30_000;
    private static final int ROUNDS = 7;
    private static final int CALLS = 5_000;
    private static final int AT_ONCE = 2_000;
    private static final double MOST_ADDED_MICROS = 150;
    private static final Duration LATEST = Duration.ofMillis(2_500);
    private static final double MOST_HEAP_MB = 100;

    private final HttpClient bare = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final HttpRequest request;
    private final BenchClient client;
    private final JsonMapper json = JsonMapper.shared();
    private boolean missed;

    private ClientBench(String address) {
        request = HttpRequest.newBuilder(URI.create(address + "/fast"))
                .timeout(Duration.ofSeconds(5))
                .build();
        var settings = TestClients.settings(
                ClerkSettings.class,
                "clerk",
                "api-url",
                address,
                "bulkhead.calls",
                "4000",
                "limit.calls",
                "1000000000",
                "limit.test-calls",
                "1000000000");
        var meters = new SimpleMeterRegistry();
        var observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        client = TestClients.factory(meters, observations)
                .create(Vendor.CLERK, settings, new NoErrors(), _ -> {}, BenchClient::new);
    }

    public static void main(String[] arguments) throws Exception {
        Process vendor = vendor();
        try (var out = new BufferedReader(new InputStreamReader(vendor.getInputStream(), StandardCharsets.UTF_8))) {
            var bench = new ClientBench("http://127.0.0.1:" + out.readLine());
            bench.overhead();
            bench.manyAtOnce();
            System.exit(bench.missed ? 1 : 0);
        } finally {
            vendor.destroy();
        }
    }

    private static Process vendor() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SlowVendor.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private JsonNode bareCall() throws IOException, InterruptedException {
        return json.readTree(
                bare.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
    }

    private record Round(double p50, double p99, double kilobytes) {}

    private static Round round(int calls, Callable<JsonNode> call) throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] took = new long[calls];
        long before = threads.getTotalThreadAllocatedBytes();
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            call.call();
            took[i] = System.nanoTime() - start;
        }
        double allocated = (threads.getTotalThreadAllocatedBytes() - before) / 1024.0 / calls;
        Arrays.sort(took);
        return new Round(took[calls / 2] / 1e3, took[calls * 99 / 100] / 1e3, allocated);
    }

    private void overhead() throws Exception {
        round(WARM_UP, this::bareCall);
        round(WARM_UP, client::fast);
        var bareRounds = new ArrayList<Round>();
        var rounds = new ArrayList<Round>();
        for (int i = 0; i < ROUNDS; i++) {
            bareRounds.add(round(CALLS, this::bareCall));
            rounds.add(round(CALLS, client::fast));
        }
        var added = new ArrayList<Double>();
        for (int i = 0; i < ROUNDS; i++) {
            added.add(rounds.get(i).p50() - bareRounds.get(i).p50());
        }
        System.out.println(
                "| one call after the other, %d rounds of %d in turns | p50 µs | p99 µs | KB allocated a call |"
                        .formatted(ROUNDS, CALLS));
        System.out.println("|---|---:|---:|---:|");
        System.out.println(row("JDK `HttpClient` and Jackson", bareRounds));
        System.out.println(row("through the pipeline", rounds));
        goal("added at p50, µs", median(added), MOST_ADDED_MICROS);
    }

    private static String row(String name, List<Round> rounds) {
        return "| %s | %s | %s | %s |"
                .formatted(
                        name,
                        spread(rounds.stream().map(Round::p50).toList()),
                        spread(rounds.stream().map(Round::p99).toList()),
                        spread(rounds.stream().map(Round::kilobytes).toList()));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static String spread(List<Double> values) {
        return String.format(
                Locale.ROOT,
                "%.0f (%.0f–%.0f)",
                median(values),
                values.stream().min(Double::compare).orElseThrow(),
                values.stream().max(Double::compare).orElseThrow());
    }

    private void manyAtOnce() throws Exception {
        atOnce(AT_ONCE / 10);
        System.gc();
        double before = usedMegabytes();
        long start = System.nanoTime();
        var sampler = Executors.newSingleThreadExecutor();
        Future<Double> during = sampler.submit(() -> {
            Thread.sleep(Duration.ofMillis(700));
            System.gc();
            return usedMegabytes();
        });
        long slowest = atOnce(AT_ONCE);
        Duration all = Duration.ofNanos(System.nanoTime() - start);
        double growth = during.get() - before;
        sampler.shutdown();
        System.out.println();
        System.out.println(
                "%d calls at once to a vendor that answers after 1 s: all done after %d ms, the slowest took %d ms"
                        .formatted(
                                AT_ONCE,
                                all.toMillis(),
                                Duration.ofNanos(slowest).toMillis()));
        goal("all done, ms", all.toNanos() / 1e6, LATEST.toNanos() / 1e6);
        goal("heap in use with all of them in flight, MB more than before", growth, MOST_HEAP_MB);
    }

    /** @return the longest in ns */
    private long atOnce(int calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Long>>();
            for (int i = 0; i < calls; i++) {
                running.add(threads.submit(() -> {
                    long start = System.nanoTime();
                    client.slow();
                    return System.nanoTime() - start;
                }));
            }
            long slowest = 0;
            for (Future<Long> call : running) {
                slowest = Math.max(slowest, call.get());
            }
            return slowest;
        }
    }

    private static double usedMegabytes() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024.0 / 1024.0;
    }

    private void goal(String name, double measured, double most) {
        boolean met = measured <= most;
        missed |= !met;
        System.out.println(
                String.format(Locale.ROOT, "%s: %.0f, goal %.0f: %s", name, measured, most, met ? "met" : "missed"));
    }

    /** The vendor makes none. */
    private static final class NoErrors implements VendorErrors {
        @Override
        public VendorError describe(JsonNode body) {
            return new VendorError(null, "none");
        }

        @Override
        public @Nullable String requestId(HttpHeaders headers) {
            return null;
        }
    }
}

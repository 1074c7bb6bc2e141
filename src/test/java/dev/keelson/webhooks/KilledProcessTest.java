package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelson.testing.KeelsonProcess;
import dev.keelson.testing.TestPostgres;
import dev.keelson.testing.WebhookSender;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Promises 1 and 2 of the inbox, on a process that is killed while events arrive and are handled. */
@Execution(ExecutionMode.CONCURRENT)
@Order(3)
class KilledProcessTest {
    private static final int KILLS = 3;
    private static final int SENDERS = 8;
    private static final int ACKNOWLEDGED_BETWEEN_KILLS = 300;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger answers = new AtomicInteger();
    private volatile boolean sending = true;

    @Test
    void everyAcknowledgedEventTakesEffectOnceThoughTheProcessIsKilled(@TempDir Path directory) throws Exception {
        long seed = new Random().nextLong();
        String database = TestPostgres.freshDatabase();
        int port = KeelsonProcess.freePort();
        Path output = directory.resolve("keelson.log");
        String[] arguments = {"--spring.profiles.active=test", "--spring.datasource.url=" + database};

        List<Thread> senders = startSending(port, seed);
        var random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            var keelson = KeelsonProcess.start(port, output, arguments);
            int before = answers.get();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> answers.get() >= before + ACKNOWLEDGED_BETWEEN_KILLS + random.nextInt(200));
            keelson.kill();
        }
        sending = false;
        for (Thread sender : senders) {
            sender.join();
        }
        var jdbc = JdbcClient.create(new DriverManagerDataSource(database));
        long waitingAfterTheLastKill = count(jdbc, "select count(*) from webhook_work");
        try (var _ = KeelsonProcess.start(port, output, arguments)) {
            await().atMost(Duration.ofMinutes(1)).until(() -> count(jdbc, "select count(*) from webhook_work") == 0);
        }

        Map<String, Integer> effects = effects(jdbc);
        System.out.printf(
                "killed %d times: %d events acknowledged (%d answers), %d waited after the last kill, %d took effect%n",
                KILLS, acknowledged.size(), answers.get(), waitingAfterTheLastKill, effects.size());
        assertThat(acknowledged).as("seed %d", seed).hasSizeGreaterThan(KILLS * ACKNOWLEDGED_BETWEEN_KILLS / 2);
        assertThat(effects.keySet()).as("none lost, seed %d", seed).containsAll(acknowledged);
        assertThat(effects.values()).as("none twice, seed %d", seed).containsOnly(1);
        assertThat(count(jdbc, "select count(*) from webhook_dead")).isZero();
    }

    private List<Thread> startSending(int port, long seed) {
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            int number = i;
            senders.add(
                    Thread.ofVirtual().start(() -> send(new WebhookSender(port), number, new Random(seed + number))));
        }
        return senders;
    }

    /** Sends as a vendor does: again until it is acknowledged, and now and then although it was. */
    private void send(WebhookSender vendor, int sender, Random random) {
        for (int i = 0; sending; i++) {
            String id = "evt_%d_%d".formatted(sender, i);
            String body = """
                    {"id":"%s","type":"keelson.probe.made","created":%d,"probe":{"failTimes":%d},
                     "data":{"object":{"id":"obj_%d"}}}""".formatted(
                            id, Instant.now().getEpochSecond(), random.nextInt(20) == 0 ? 1 : 0, random.nextInt(50));
            do {
                if (delivered(vendor, body)) {
                    acknowledged.add(id);
                }
            } while (sending && (!acknowledged.contains(id) || random.nextInt(5) == 0));
        }
    }

    private boolean delivered(WebhookSender vendor, String body) {
        try {
            if (vendor.stripe(body).statusCode() == 200) {
                answers.incrementAndGet();
                return true;
            }
        } catch (IOException e) {
            // The process is down: the vendor waits a moment, in which it can start, and sends again.
            pause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, Integer> effects(JdbcClient jdbc) {
        Map<String, Integer> effects = new HashMap<>();
        jdbc.sql("select event_id, count(*) from probe_effect group by event_id")
                .query(row -> {
                    effects.put(row.getString(1), row.getInt(2));
                });
        return effects;
    }

    private static long count(JdbcClient jdbc, String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }
}

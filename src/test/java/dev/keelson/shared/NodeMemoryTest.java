package dev.keelson.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelson.testing.KeelsonTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Several nodes are several memories here, each with ears of its own, on one database. */
@KeelsonTest
class NodeMemoryTest {
    private static final Duration HEARD = Duration.ofHours(1);
    private static final Duration DEAF = Duration.ofSeconds(1);

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DatabasePools pools;

    @Autowired
    private TransactionTemplate transaction;

    private final String channel = "probe_" + UUID.randomUUID().toString().replace("-", "");
    private final ConcurrentHashMap<String, String> truth = new ConcurrentHashMap<>();
    private final AtomicLong nanos = new AtomicLong(1);
    private final List<NodeNotices> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(NodeNotices::stop);
    }

    private final class Node implements NoticeListener {
        private final NodeNotices notices = new NodeNotices(jdbc, pools, List.of(this));
        private final AtomicInteger reads = new AtomicInteger();
        private final NodeMemory<String, String> memory = new NodeMemory<>(
                channel,
                key -> key.substring(0, 1),
                new NodeMemory.Kept(HEARD, DEAF, 1_000),
                () -> notices,
                nanos::get);

        Node listening() {
            notices.start();
            started.add(notices);
            await().until(notices::hears);
            return this;
        }

        String get(String key) {
            return get(key, this::read);
        }

        String get(String key, Function<String, String> read) {
            return memory.get(key, read, value -> !value.isEmpty());
        }

        private String read(String key) {
            reads.incrementAndGet();
            return truth.getOrDefault(key, "");
        }

        @Override
        public String channel() {
            return channel;
        }

        @Override
        public void heard(String word) {
            memory.heard(word);
        }

        @Override
        public void missed() {
            memory.missed();
        }
    }

    @Test
    void whatIsRememberedIsNotReadAgainUntilItIsTooOld() {
        var node = new Node().listening();
        truth.put("a1", "one");
        truth.put("a2", "two");

        assertThat(List.of(node.get("a1"), node.get("a2"), node.get("a1"), node.get("a2")))
                .containsExactly("one", "two", "one", "two");
        assertThat(node.reads).hasValue(2);

        nanos.addAndGet(HEARD.toNanos());
        node.get("a1");
        assertThat(node.reads).hasValue(3);
    }

    @Test
    void whatDoesNotLastIsReadEachTime() {
        var node = new Node().listening();

        node.get("a1");
        node.get("a1");

        assertThat(node.reads).hasValue(2);
    }

    @Test
    void deafNodeBelievesForAShorterTime() {
        var node = new Node();
        truth.put("a1", "one");
        node.get("a1");
        truth.put("a1", "changed");

        nanos.addAndGet(DEAF.toNanos() - 1);
        assertThat(node.get("a1")).isEqualTo("one");
        nanos.addAndGet(1);
        assertThat(node.get("a1")).isEqualTo("changed");
    }

    @Test
    void whatWasReadBeforeAChangeIsNotRememberedAfterIt() {
        var node = new Node().listening();
        truth.put("a1", "before");

        String read = node.get("a1", key -> {
            String found = truth.getOrDefault(key, "");
            truth.put("a1", "after");
            node.memory.changed("a");
            return found;
        });

        assertThat(read).isEqualTo("before");
        assertThat(node.get("a1")).isEqualTo("after");
    }

    @Test
    void changeIsForgottenWithItsCommitAndNotWhereItIsRolledBack() {
        var node = new Node().listening();
        truth.put("a1", "before");
        node.get("a1");

        transaction.executeWithoutResult(status -> {
            node.memory.changed("a");
            status.setRollbackOnly();
        });
        node.get("a1");
        assertThat(node.reads).hasValue(1);

        transaction.executeWithoutResult(_ -> {
            node.memory.changed("a");
            truth.put("a1", "after");
            assertThat(node.get("a1")).isEqualTo("before");
        });
        assertThat(node.get("a1")).isEqualTo("after");
    }

    @Test
    void otherNodeHearsOfAChangeAndOfThatAlone() {
        var here = new Node().listening();
        var there = new Node().listening();
        truth.put("a1", "before");
        truth.put("b1", "other");
        List.of("a1", "b1").forEach(there::get);

        truth.put("a1", "after");
        here.memory.changed("a");

        await().atMost(Duration.ofSeconds(5)).until(() -> there.get("a1").equals("after"));
        there.get("b1");
        assertThat(there.reads).hasValue(3);
    }

    @Test
    void changeForEverybodyIsHeardByAll() {
        var here = new Node().listening();
        var there = new Node().listening();
        truth.put("a1", "before");
        there.get("a1");

        truth.put("a1", "after");
        here.memory.allChanged();

        await().atMost(Duration.ofSeconds(5)).until(() -> there.get("a1").equals("after"));
    }

    /** As when the database was restarted: a word said meanwhile is lost. */
    @Test
    void nodeWhoseConnectionBrokeForgetsAll() {
        var node = new Node().listening();
        truth.put("a1", "before");
        node.get("a1");
        truth.put("a1", "after");

        jdbc.sql("""
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where datname = current_database() and application_name = 'keelson notices'
                        """).param("channel", channel).query((_, _) -> true).list();

        await().atMost(Duration.ofSeconds(20)).until(() -> node.get("a1").equals("after"));
        await().atMost(Duration.ofSeconds(20)).until(node.notices::hears);
    }
}

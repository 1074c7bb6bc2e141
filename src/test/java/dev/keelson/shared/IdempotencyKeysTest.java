package dev.keelson.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@KeelsonTest
class IdempotencyKeysTest {
    private static final Map<String, String> REQUEST = Map.of("amount", "1000");

    @Autowired
    private IdempotencyKeys keys;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private final AtomicInteger writes = new AtomicInteger();
    private final String key = UUID.randomUUID().toString();
    private UserId user = new UserId(new UUID(0, 0));

    @BeforeEach
    void freshUser() {
        user = users.fresh().id();
    }

    private ResponseEntity<?> write() {
        return ResponseEntity.status(201).body(Map.of("number", writes.incrementAndGet()));
    }

    private static String code(Throwable e) {
        return e instanceof ProblemException problem ? problem.problem().type().name() : e.toString();
    }

    @Test
    void sameRequestUnderTheSameKeyGetsTheFirstAnswer() {
        keys.once(user, key, REQUEST, this::write);

        var again = keys.once(user, key, REQUEST, this::write);

        assertThat(again.getStatusCode().value()).isEqualTo(201);
        assertThat(again.getBody()).hasToString("{\"number\":1}");
        assertThat(writes).hasValue(1);
    }

    @Test
    void answerHasItsVersionAndItsPlaceAgain() {
        var place = URI.create("/api/v1/things/7");
        Supplier<ResponseEntity<?>> create =
                () -> ResponseEntity.created(place).eTag("3").body(Map.of("number", writes.incrementAndGet()));
        var first = keys.once(user, key, REQUEST, create);

        var again = keys.once(user, key, REQUEST, create);

        assertThat(again.getHeaders().getETag())
                .isEqualTo(first.getHeaders().getETag())
                .isEqualTo("\"3\"");
        assertThat(again.getHeaders().getLocation()).isEqualTo(place);
        assertThat(again.getHeaders().getFirst("Idempotency-Replayed")).isEqualTo("true");
        assertThat(writes).hasValue(1);
    }

    /** Nothing more can be done in a transaction after a statement of it has failed. */
    @Test
    void whyAWriteFailedIsToldInATransactionToo() {
        assertThatThrownBy(() -> transaction.executeWithoutResult(_ -> keys.once(user, key, REQUEST, () -> {
                    jdbc.sql("insert into users (id) values (null)").update();
                    return write();
                })))
                .isInstanceOf(DataIntegrityViolationException.class);

        keys.once(user, key, REQUEST, this::write);
        assertThat(writes).hasValue(1);
    }

    @Test
    void anotherRequestUnderTheSameKeyIsRefused() {
        keys.once(user, key, REQUEST, this::write);

        assertThatThrownBy(() -> keys.once(user, key, Map.of("amount", "9"), this::write))
                .satisfies(e -> assertThat(code(e)).isEqualTo("IDEMPOTENCY_KEY_REUSED"));
        assertThat(writes).hasValue(1);
    }

    @Test
    void sameKeyOfAnotherUserIsAnotherKey() {
        keys.once(user, key, REQUEST, this::write);
        keys.once(users.fresh().id(), key, REQUEST, this::write);

        assertThat(writes).hasValue(2);
    }

    @Test
    void withoutAKeyEveryRequestIsItsOwn() {
        keys.once(user, null, REQUEST, this::write);
        keys.once(user, null, REQUEST, this::write);

        assertThat(writes).hasValue(2);
    }

    @Test
    void writeThatFailedMayBeSentAgain() {
        assertThatThrownBy(() -> keys.once(user, key, REQUEST, () -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");

        keys.once(user, key, REQUEST, this::write);

        assertThat(writes).hasValue(1);
    }

    @Test
    void concurrentRequestsUnderOneKeyWriteOnce() throws Exception {
        var start = new CountDownLatch(1);
        List<Callable<String>> requests = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            requests.add(() -> {
                start.await();
                try {
                    return keys.once(user, key, REQUEST, this::write)
                            .getStatusCode()
                            .toString();
                } catch (ProblemException e) {
                    return code(e);
                }
            });
        }

        List<String> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = requests.stream().map(threads::submit).toList();
            start.countDown();
            for (var answer : running) {
                answers.add(answer.get());
            }
        }

        assertThat(writes).hasValue(1);
        assertThat(answers).contains("201 CREATED").containsAnyOf("201 CREATED", "IDEMPOTENCY_KEY_IN_USE");
        assertThat(answers).allMatch(answer -> answer.equals("201 CREATED") || answer.equals("IDEMPOTENCY_KEY_IN_USE"));
    }

    @Test
    void answersThatAreNoLongerGivenAreDeletedAndOthersAreNot() {
        keys.once(user, key, REQUEST, this::write);
        keys.once(user, "old " + key, REQUEST, this::write);
        jdbc.sql("update idempotency_keys set created_at = now() - interval '25 hours' where key = :key")
                .param("key", "old " + key)
                .update();

        keys.expire();

        assertThat(jdbc.sql("select key from idempotency_keys where user_id = :user")
                        .param("user", user.value())
                        .query(String.class)
                        .list())
                .containsExactly(key);
    }

    @Test
    void requestThatDiedWithoutAnAnswerMayRunAgain() {
        jdbc.sql("""
                        insert into idempotency_keys (user_id, key, request_hash, created_at, locked_until)
                        select :user, :key, request_hash, now() - interval '5 minutes', now() - interval '4 minutes'
                        from idempotency_keys where user_id = :user and key = :other
                        """)
                .param("user", user.value())
                .param("key", key)
                .param("other", answeredKey())
                .update();

        keys.once(user, key, REQUEST, this::write);

        assertThat(writes).hasValue(2);
    }

    private String answeredKey() {
        String other = UUID.randomUUID().toString();
        keys.once(user, other, REQUEST, this::write);
        return other;
    }
}

package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.keelson.audit.AuditLog;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.Role;
import dev.keelson.shared.UserId;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.ProbeHandler;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WebhookSender;
import dev.keelson.webhooks.WebhookReplays.Filter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** What a replay of many events does to the others. */
@KeelsonTest
class ReplayPaceTest {
    private final String unique = UUID.randomUUID().toString().replace("-", "");

    @Autowired
    private EventProgress progress;

    @Autowired
    private ReplayQueue queue;

    @Autowired
    private Snapshots snapshots;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private AuditLog audit;

    @Autowired
    private IdGenerator ids;

    @Autowired
    private InstantSource clock;

    @Autowired
    private InboxState state;

    @Autowired
    private ProbeHandler probe;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TestUsers users;

    @LocalServerPort
    private int port;

    @SuppressWarnings("NullAway.Init")
    private WebhookSender vendor;

    @SuppressWarnings("NullAway.Init")
    private UserId admin;

    @BeforeEach
    void connect() {
        vendor = new WebhookSender(port);
        admin = users.fresh(Role.ADMIN).id();
    }

    /** A replay goes behind another that is not through, also behind that of another test. */
    @AfterEach
    void waitForTheReplays() {
        await().atMost(Duration.ofSeconds(60)).until(() -> queue.lastDue().isEmpty());
    }

    @Test
    void newEventIsHandledBeforeAFloodOfOldOnesIsThrough() throws Exception {
        List<String> old = dead(30);
        age(old, Duration.ofDays(3));
        probe.fix(unique);

        var started = replays(new ReplaySettings(5, 100)).start(filter(), 30, admin);
        String fresh = send("{}");

        assertThat(started.replayed()).isEqualTo(30);
        await().atMost(Duration.ofSeconds(30)).until(() -> !waits(fresh));
        assertThat(old.stream().filter(this::waits)).as("still wait").isNotEmpty();
        assertThat(state.now().oldestAge()).as("waiting counts from the replay").isLessThan(Duration.ofDays(1));
        await().atMost(Duration.ofSeconds(60)).until(() -> old.stream().noneMatch(this::waits));
        assertThat(effects()).containsExactlyInAnyOrderElementsOf(with(old, fresh));
        assertThat(effects().stream().filter(old::contains)).containsExactlyElementsOf(old);
    }

    @Test
    void someBecomeDueEachSecondInTheOrderOfArrival() throws Exception {
        List<String> old = dead(9);

        Instant before = Instant.now();
        var started = replays(new ReplaySettings(2, 100)).start(filter(), 9, admin);

        assertThat(started.lastDueAt())
                .isBetween(before.plusSeconds(4), Instant.now().plusSeconds(4));
        List<String> waiting = jdbc.sql("""
                        select d.event_id from webhook_work w join webhook_dedup d using (seq)
                        where d.event_id = any(:ids) order by w.due_at, w.seq
                        """)
                .param("ids", old.toArray(String[]::new))
                .query((row, _) -> row.getString(1))
                .list();
        assertThat(waiting).as("the last are due last").endsWith(old.getLast());
        assertThat(old).containsSubsequence(waiting);
    }

    @Test
    void secondReplayGoesBehindTheFirst() throws Exception {
        dead(6);
        var replays = replays(new ReplaySettings(2, 100));
        var first = replays.start(filter(), 6, admin);

        var others = new Filter(
                WebhookProvider.STRIPE,
                new TypePattern("keelson.probe.second" + unique),
                WebhookState.DEAD,
                null,
                null);
        List<String> more = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            more.add(send("keelson.probe.second" + unique, "{\"hopeless\":true}"));
            await().until(() -> !waits(more.getLast()));
        }
        var second = replays.start(others, 2, admin);

        assertThat(second.lastDueAt()).isAfter(first.lastDueAt());
    }

    @Test
    void moreThanOneReplayMayHaveIsRefused() throws Exception {
        List<String> old = dead(4);

        var replays = replays(new ReplaySettings(5, 3));

        assertThatThrownBy(() -> replays.preview(filter()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("WEBHOOK_REPLAY_TOO_WIDE: More than 3 events");
        assertThatThrownBy(() -> replays.start(filter(), 4, admin)).hasMessageContaining("WEBHOOK_REPLAY_TOO_WIDE");
        assertThat(old).noneMatch(this::waits);
    }

    private WebhookReplays replays(ReplaySettings settings) {
        var selection = new ReplaySelection(jdbc, snapshots, settings);
        return new WebhookReplays(selection, progress, queue, snapshots, settings, transactions, audit, ids, clock);
    }

    private Filter filter() {
        return new Filter(null, new TypePattern(type()), WebhookState.DEAD, null, null);
    }

    private String type() {
        return "keelson.probe." + unique;
    }

    private List<String> dead(int count) throws Exception {
        List<String> dead = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            dead.add(send("{\"bug\":\"%s\"}".formatted(unique)));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> dead.stream().noneMatch(this::waits));
        return dead;
    }

    private String send(String probe) throws Exception {
        return send(type(), probe);
    }

    private String send(String type, String probe) throws Exception {
        String id = "evt_" + UUID.randomUUID();
        var answer = vendor.stripe("""
                {"id":"%s","object":"event","type":"%s","created":1700000000,"probe":%s,
                 "data":{"object":{"id":"obj_1","customer":"cus_%s"}}}""".formatted(id, type, probe, unique));
        assertThat(answer.statusCode()).isEqualTo(200);
        return id;
    }

    /** As if they had arrived that long ago. */
    private void age(List<String> eventIds, Duration by) {
        for (var change : List.of(
                "update webhook_event set received_at = received_at - :by * interval '1 second' where event_id = any(:ids)",
                "update webhook_dedup set first_seen = first_seen - :by * interval '1 second' where event_id = any(:ids)",
                "update webhook_dead set received_at = received_at - :by * interval '1 second' where event_id = any(:ids)")) {
            jdbc.sql(change)
                    .param("by", by.toSeconds())
                    .param("ids", eventIds.toArray(String[]::new))
                    .update();
        }
    }

    private boolean waits(String eventId) {
        return jdbc.sql("""
                        select exists (select from webhook_work w join webhook_dedup d using (seq) where d.event_id = :id)
                        """).param("id", eventId).query(Boolean.class).single();
    }

    /** The events that took effect, in that order. */
    private List<String> effects() {
        return jdbc.sql("""
                        select p.event_id from probe_effect p join webhook_dedup d on d.event_id = p.event_id
                        join webhook_event e on e.seq = d.seq and e.received_at = d.first_seen
                        where e.type = :type order by p.place
                        """)
                .param("type", type())
                .query((row, _) -> row.getString(1))
                .list();
    }

    private static List<String> with(List<String> many, String one) {
        List<String> all = new ArrayList<>(many);
        all.add(one);
        return all;
    }
}

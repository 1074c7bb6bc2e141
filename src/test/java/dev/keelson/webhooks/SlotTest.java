package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.ProbeHandler;
import dev.keelson.testing.WebhookSender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** How the events of one slot are handled: together, one after the other, or some of them later. */
@KeelsonTest
class SlotTest {
    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private ProbeHandler probes;

    @Autowired
    private InboxEngine engine;

    @Autowired
    private VendorAnswers answers;

    @LocalServerPort
    private int port;

    private final String subject = "cus_" + UUID.randomUUID();
    private WebhookSender vendor = new WebhookSender(0);

    /** Sends, and gives the event's id. */
    private interface Sending {
        String send(String type, String probe) throws Exception;
    }

    private interface Arrivals {
        void send(Sending sending) throws Exception;
    }

    @BeforeEach
    void connect() {
        vendor = new WebhookSender(port);
    }

    /** All of one subject; nobody handles any of it before all of it is there. */
    private void arriveTogether(Arrivals arrivals) {
        transaction.executeWithoutResult(_ -> {
            jdbc.sql("select slot from webhook_slot where slot = :slot for update")
                    .param("slot", InboxInsert.slot(subject))
                    .query(Integer.class)
                    .single();
            try {
                arrivals.send(this::send);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private String send(String type, String probe) throws Exception {
        String id = "evt_" + UUID.randomUUID();
        String body = """
                {"id":"%s","type":"%s","created":%d,"probe":%s,"data":{"object":{"id":"obj","customer":"%s"}}}
                """.formatted(id, type, Instant.now().getEpochSecond(), probe, subject);
        assertThat(vendor.stripe(body).statusCode()).isEqualTo(200);
        return id;
    }

    private List<String> notes(String eventId) {
        return jdbc.sql("select note from probe_effect where event_id = :id")
                .param("id", eventId)
                .query((row, _) -> row.getString(1))
                .list();
    }

    private List<String> inOrderOfEffect(List<String> eventIds) {
        return jdbc.sql("select event_id from probe_effect where event_id in (:ids) order by place")
                .param("ids", eventIds)
                .query((row, _) -> row.getString(1))
                .list();
    }

    private List<String> outcomes(String eventId) {
        return jdbc.sql("""
                        select a.outcome from webhook_attempt a join webhook_dedup d using (seq)
                        where d.event_id = :id order by a.attempt
                        """)
                .param("id", eventId)
                .query((row, _) -> row.getString(1))
                .list();
    }

    @Test
    void eventsThatWaitTogetherAreHandledTogether() {
        var ids = new ArrayList<String>();

        arriveTogether(vendorSends -> {
            for (int i = 0; i < 20; i++) {
                ids.add(vendorSends.send("keelson.batch.made", "{}"));
            }
        });

        await().untilAsserted(() -> assertThat(inOrderOfEffect(ids)).containsExactlyElementsOf(ids));
        assertThat(ids).allSatisfy(id -> assertThat(notes(id)).containsExactly("one of 20"));
    }

    @Test
    void badEventOfABatchHarmsOnlyItself() {
        var ids = new ArrayList<String>();
        var hopeless = new ArrayList<String>();

        arriveTogether(vendorSends -> {
            for (int i = 0; i < 5; i++) {
                ids.add(vendorSends.send("keelson.batch.made", "{}"));
            }
            hopeless.add(vendorSends.send("keelson.batch.made", "{\"hopeless\":true}"));
            for (int i = 0; i < 5; i++) {
                ids.add(vendorSends.send("keelson.batch.made", "{}"));
            }
        });

        await().untilAsserted(() -> assertThat(outcomes(hopeless.getFirst())).containsExactly("dead"));
        await().untilAsserted(() -> assertThat(inOrderOfEffect(ids)).containsExactlyElementsOf(ids));
        assertThat(ids).allSatisfy(id -> assertThat(outcomes(id)).containsExactly("applied"));
    }

    @Test
    void eventsAboutOneObjectShareTheVendorsAnswer() {
        var ids = new ArrayList<String>();
        var other = new ArrayList<String>();

        arriveTogether(vendorSends -> {
            for (int i = 0; i < 5; i++) {
                ids.add(vendorSends.send("keelson.batch.made", "{\"fetch\":true,\"key\":\"%s\"}".formatted(subject)));
            }
            other.add(vendorSends.send("keelson.batch.made", "{}"));
        });

        await().untilAsserted(() ->
                assertThat(ids).allSatisfy(id -> assertThat(notes(id)).hasSize(1)));
        assertThat(ids.stream().flatMap(id -> notes(id).stream()).distinct()).hasSize(1);
        assertThat(notes(other.getFirst())).containsExactly("one of 6");
        assertThat(endings(ids))
                .as("those that share an answer are handled together")
                .isEqualTo(1);
    }

    @Test
    void subjectWaitsForAnEventOfAPausingType() {
        var ids = new ArrayList<String>();

        arriveTogether(vendorSends -> {
            ids.add(vendorSends.send("keelson.probe.pausing", "{\"failTimes\":3}"));
            ids.add(vendorSends.send("keelson.probe.made", "{}"));
            ids.add(vendorSends.send("keelson.batch.made", "{}"));
        });

        await().untilAsserted(() -> assertThat(inOrderOfEffect(ids)).containsExactlyElementsOf(ids));
        assertThat(outcomes(ids.get(0))).containsExactly("failed", "failed", "failed", "applied");
    }

    @Test
    void subjectGoesOnWhenThePausingEventIsDead() {
        var ids = new ArrayList<String>();

        arriveTogether(vendorSends -> {
            ids.add(vendorSends.send("keelson.probe.pausing", "{\"failTimes\":99}"));
            ids.add(vendorSends.send("keelson.probe.made", "{}"));
        });

        await().untilAsserted(() -> assertThat(outcomes(ids.get(1))).containsExactly("applied"));
        assertThat(outcomes(ids.get(0))).endsWith("dead");
    }

    @Test
    void absentVendorDoesNotKillAnEvent() throws Exception {
        String id = send("keelson.probe.made", "{\"awayTimes\":7}");

        await().untilAsserted(() -> assertThat(outcomes(id))
                .hasSize(8)
                .startsWith("failed")
                .endsWith("applied")
                .doesNotContain("dead"));
    }

    @Test
    void slowVendorKeepsNoOtherEventWaiting() throws Exception {
        String gate = UUID.randomUUID().toString();
        String slow = send("keelson.probe.made", "{\"fetch\":true,\"gate\":\"%s\"}".formatted(gate));

        var others = new ArrayList<String>();
        for (int i : IntStream.range(0, 5).toArray()) {
            others.add(send("keelson.probe.made", "{\"number\":%d}".formatted(i)));
        }

        await().untilAsserted(() -> assertThat(inOrderOfEffect(others)).hasSize(5));
        assertThat(outcomes(slow)).isEmpty();
        probes.open(gate);
        await().untilAsserted(() -> assertThat(notes(slow)).containsExactly("fetched"));
    }

    @Test
    void answerWaitsForASlotThatAnotherNodeHas() throws Exception {
        String gate = UUID.randomUUID().toString();
        String asking = send("keelson.probe.made", "{\"fetch\":true,\"gate\":\"%s\"}".formatted(gate));
        int slot = InboxInsert.slot(subject);
        await().untilAsserted(() -> assertThat(putOff(asking)).isTrue());

        transaction.executeWithoutResult(_ -> {
            jdbc.sql("select slot from webhook_slot where slot = :slot for update")
                    .param("slot", slot)
                    .query(Integer.class)
                    .single();
            probes.open(gate);
            await().untilAsserted(() -> assertThat(answers.slots()).contains(slot));
            assertThat(outcomes(asking)).isEmpty();
        });

        // Long before it is due again in the queue.
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(outcomes(asking)).containsExactly("applied"));
        assertThat(answers.slots()).doesNotContain(slot);
    }

    private boolean putOff(String eventId) {
        return jdbc.sql("""
                        select count(*) from webhook_work w join webhook_dedup d using (seq)
                        where d.event_id = :id and w.due_at > w.received_at + interval '10 seconds'
                        """).param("id", eventId).query(Long.class).single() == 1;
    }

    /** At how many moments the events' attempts ended. */
    private int endings(List<String> eventIds) {
        return jdbc.sql("""
                        select count(distinct a.finished_at) from webhook_attempt a join webhook_dedup d using (seq)
                        where d.event_id in (:ids)
                        """).param("ids", eventIds).query(Integer.class).single();
    }

    /** Nobody wakes this node for what another one left behind: it has to look for it, also while it has work of its own. */
    @Test
    void whatIsLeftInASlotIsFoundWhileTheNodeIsBusyInOthers() throws Exception {
        var left = new ArrayList<String>();
        var stop = new AtomicBoolean();
        var busy = Thread.ofVirtual().start(() -> {
            while (!stop.get()) {
                wakeEveryOtherSlot();
            }
        });
        try {
            arriveTogether(vendorSends -> left.add(vendorSends.send("keelson.probe.made", "{}")));

            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(outcomes(left.getFirst())).containsExactly("applied"));
        } finally {
            stop.set(true);
            busy.join();
        }
    }

    private void wakeEveryOtherSlot() {
        int mine = InboxInsert.slot(subject);
        engine.wake(IntStream.range(0, InboxInsert.SLOTS)
                .filter(slot -> slot != mine)
                .boxed()
                .toList());
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }

    @Test
    void storedBodyThatIsNoJsonIsDeadAndHarmsNoOther() {
        var ids = new ArrayList<String>();

        arriveTogether(vendorSends -> {
            ids.add(vendorSends.send("keelson.probe.made", "{}"));
            ids.add(vendorSends.send("keelson.probe.made", "{}"));
            jdbc.sql("update webhook_event set body = 'not json' where event_id = :id")
                    .param("id", ids.getFirst())
                    .update();
        });

        await().untilAsserted(() -> assertThat(outcomes(ids.get(1))).containsExactly("applied"));
        await().untilAsserted(() -> assertThat(outcomes(ids.get(0))).containsExactly("dead"));
    }
}

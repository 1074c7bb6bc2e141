package dev.keelson.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.keelson.testing.WebhookSender;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stripe's events for the probe handler, under a type and a subject that no other test has. */
class InboxFixture {
    private final String unique = UUID.randomUUID().toString().replace("-", "");
    private final WebhookSender vendor;
    private final JdbcClient jdbc;

    InboxFixture(int port, JdbcClient jdbc) {
        this.vendor = new WebhookSender(port);
        this.jdbc = jdbc;
    }

    String type() {
        return "keelson.probe." + unique;
    }

    String subject() {
        return "cus_" + unique;
    }

    /** @return the event's own id */
    String send(String probe) throws Exception {
        return send(type(), subject(), probe);
    }

    String send(String type, String subject, String probe) throws Exception {
        String id = "evt_" + UUID.randomUUID();
        assertThat(vendor.stripe(body(id, type, subject, probe)).statusCode()).isEqualTo(200);
        return id;
    }

    static String body(String id, String type, String subject, String probe) {
        return """
                {"id":"%s","object":"event","type":"%s","created":%d,"probe":%s,
                 "data":{"object":{"id":"obj_1","object":"probe","customer":"%s"}}}""".formatted(id, type, Instant.now().getEpochSecond(), probe, subject);
    }

    WebhookSender vendor() {
        return vendor;
    }

    /** Sends an event and waits until it has come to an end. */
    long ended(String probe) throws Exception {
        return end(send(probe));
    }

    long end(String eventId) {
        long sequence = sequence(eventId);
        await().atMost(Duration.ofSeconds(30)).until(() -> !waits(sequence));
        return sequence;
    }

    long sequence(String eventId) {
        return jdbc.sql("select seq from webhook_dedup where event_id = :id")
                .param("id", eventId)
                .query(Long.class)
                .single();
    }

    boolean waits(long sequence) {
        return jdbc.sql("select exists (select from webhook_work where seq = :seq)")
                .param("seq", sequence)
                .query(Boolean.class)
                .single();
    }

    boolean isDead(long sequence) {
        return jdbc.sql("select exists (select from webhook_dead where seq = :seq)")
                .param("seq", sequence)
                .query(Boolean.class)
                .single();
    }

    List<String> outcomes(long sequence) {
        return jdbc.sql("select outcome from webhook_attempt where seq = :seq order by finished_at")
                .param("seq", sequence)
                .query((row, _) -> row.getString(1))
                .list();
    }

    long effects(long sequence) {
        return jdbc.sql("""
                        select count(*) from probe_effect p join webhook_dedup d on d.event_id = p.event_id where d.seq = :seq
                        """).param("seq", sequence).query(Long.class).single();
    }
}

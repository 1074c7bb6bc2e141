package dev.keelson.billing.meters;

import dev.keelson.billing.meters.MeterErrorReport.Sample;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import dev.keelson.webhooks.WebhookEvent;
import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Keeps what Stripe reported, once, and marks the usage that it names. */
@Component
class MeterErrors {
    private static final Logger log = LoggerFactory.getLogger(MeterErrors.class);

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final IdGenerator ids;
    private final InstantSource clock;

    MeterErrors(JdbcClient jdbc, JsonMapper json, IdGenerator ids, InstantSource clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    /** @return whether it was news */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean store(WebhookEvent event, MeterErrorReport report) {
        int inserted = jdbc.sql("""
                        insert into meter_error_reports (id, event_id, kind, stripe_meter_id, error_count, errors,
                          validation_start, validation_end, occurred_at, created_at)
                        values (:id, :eventId, :kind, :meter, :count, :errors::jsonb, :start, :end, :occurredAt, :now)
                        on conflict (event_id) do nothing
                        """)
                .param("id", ids.next())
                .param("eventId", event.eventId())
                .param("kind", event.type())
                .param(
                        "meter",
                        event.payload().path("related_object").path("id").asString(null))
                .param("count", report.count())
                .param("errors", json.writeValueAsString(report.codes()))
                .param("start", Timestamps.at(report.validationStart()))
                .param("end", Timestamps.at(report.validationEnd()))
                .param("occurredAt", Timestamps.at(event.occurredAt()))
                .param("now", Timestamps.at(clock.instant()))
                .update();
        if (inserted == 1) {
            log.warn("meters=refused kind={} count={} codes={}", event.type(), report.count(), report.codes());
        }
        report.samples().stream().filter(sample -> !sample.isRepetition()).forEach(this::reject);
        return inserted == 1;
    }

    /**
     * Also what is not noted as sent yet: Stripe may be faster than we are. Of several reasons the same one stays, whichever
     * comes first.
     */
    private void reject(Sample sample) {
        jdbc.sql("""
                        update meter_events set state = 'rejected', last_error = :code, updated_at = :now
                        where (identifier = :identifier or id = :id) and (state <> 'rejected' or last_error > :code)
                        """)
                .param("code", sample.code())
                .param("identifier", sample.identifier())
                .param("id", Attempt.idIn(sample.identifier()).orElse(new UUID(0, 0)))
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }
}

package dev.keelson.billing.meters;

import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.Timestamps;
import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What operators see of usage. */
@Component
class MeterLists {
    private static final TypeReference<List<MeterErrorReport.Code>> CODES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    MeterLists(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * Usage of one user.
     *
     * @param lastError Stripe's code, or one of ours; null where nothing went wrong lately
     */
    @Schema(name = "MeterEvent")
    record Event(
            UUID id,
            UUID userId,
            @Nullable String stripeCustomerId,
            String eventName,
            long value,
            Instant occurredAt,
            String identifier,
            String state,
            int attempts,
            @Nullable String lastError,
            Instant nextAttemptAt,
            Instant createdAt,
            Instant updatedAt) {}

    /**
     * What Stripe refused in a while.
     *
     * @param kind Stripe's type of the event
     * @param stripeMeterId null where there is no such meter
     */
    @Schema(name = "MeterErrorReport")
    record Report(
            UUID id,
            String kind,
            @Nullable String stripeMeterId,
            long errorCount,
            List<MeterErrorReport.Code> errors,
            @Nullable Instant validationStart,
            @Nullable Instant validationEnd,
            Instant occurredAt) {}

    Page<Event> events(@Nullable String state, Optional<Cursor> after, int limit) {
        var rows = jdbc.sql("""
                        select * from meter_events
                        where (:state::text is null or state = :state)
                          and (:at::timestamptz is null or (created_at, id) < (:at, :id::uuid))
                        order by created_at desc, id desc limit :limit
                        """)
                .param("state", state)
                .param("at", Timestamps.at(after.map(Cursor::at).orElse(null)))
                .param("id", after.map(Cursor::id).orElse(null))
                .param("limit", limit + 1)
                .query((row, _) -> event(row))
                .list();
        return Page.of(rows, limit, row -> new Cursor(row.createdAt(), row.id()));
    }

    Page<Report> reports(Optional<Cursor> after, int limit) {
        var rows = jdbc.sql("""
                        select * from meter_error_reports
                        where :at::timestamptz is null or (occurred_at, id) < (:at, :id::uuid)
                        order by occurred_at desc, id desc limit :limit
                        """)
                .param("at", Timestamps.at(after.map(Cursor::at).orElse(null)))
                .param("id", after.map(Cursor::id).orElse(null))
                .param("limit", limit + 1)
                .query((row, _) -> report(row))
                .list();
        return Page.of(rows, limit, row -> new Cursor(row.occurredAt(), row.id()));
    }

    private static Event event(ResultSet row) throws SQLException {
        return new Event(
                row.getObject("id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getString("stripe_customer_id"),
                row.getString("event_name"),
                row.getLong("value"),
                Timestamps.requiredInstant(row, "occurred_at"),
                row.getString("identifier"),
                row.getString("state"),
                row.getInt("attempts"),
                row.getString("last_error"),
                Timestamps.requiredInstant(row, "next_attempt_at"),
                Timestamps.requiredInstant(row, "created_at"),
                Timestamps.requiredInstant(row, "updated_at"));
    }

    private Report report(ResultSet row) throws SQLException {
        return new Report(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("stripe_meter_id"),
                row.getLong("error_count"),
                json.readValue(row.getString("errors"), CODES),
                Timestamps.instant(row, "validation_start"),
                Timestamps.instant(row, "validation_end"),
                Timestamps.requiredInstant(row, "occurred_at"));
    }
}

package dev.keelson.webhooks;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The two tables that are partitioned by the day, in UTC. Their names and dates are our own: nothing comes from outside. */
enum InboxTable {
    EVENT("webhook_event", "received_at"),
    ATTEMPT("webhook_attempt", "finished_at");

    /** The events that stay whatever their age: those that wait, and those that somebody has to decide about. */
    static final String KEPT = "select seq from webhook_work union all select seq from webhook_dead";

    private final String table;
    private final String time;

    InboxTable(String table, String time) {
        this.table = table;
        this.time = time;
    }

    String table() {
        return table;
    }

    /** The column whose day decides. */
    String time() {
        return time;
    }

    String partition(LocalDate day) {
        return table + "_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    /** Where a row lands whose day has no partition. */
    String defaultPartition() {
        return table + "_default";
    }

    /** A condition: the row's day has been dropped before, so what there is of it was kept. */
    String ofDroppedDay() {
        return """
                exists (select from webhook_retention r
                        where r.day = (%s at time zone 'UTC')::date and r.dropped_at is not null)""".formatted(time);
    }

    static OffsetDateTime start(LocalDate day) {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC);
    }
}

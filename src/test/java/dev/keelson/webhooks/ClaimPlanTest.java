package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testing.BesideOthers;
import dev.keelson.testing.ExplainingDataSource;
import dev.keelson.testing.QueryPlan;
import dev.keelson.testing.TestPostgres;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Claiming costs the same however much has been handled before; {@code bench/retention} measures it with ten million. */
@BesideOthers
class ClaimPlanTest {
    private static final int DAYS = 9;

    private static List<QueryPlan> plans(long handled, boolean analyzed) {
        var database = new DriverManagerDataSource(TestPostgres.freshDatabase());
        new FilledInbox(database).fill(database, handled, DAYS, analyzed);
        var explaining = new ExplainingDataSource(database);
        assertThat(new FilledInbox(explaining).claim(7)).isEqualTo(FilledInbox.WAITING / InboxInsert.SLOTS);
        return explaining.take();
    }

    @Test
    void planOfAClaimIsTheSameForAnyNumberOfHandledEvents() {
        List<QueryPlan> few = plans(1_000, true);
        List<QueryPlan> many = plans(200_000, true);
        List<QueryPlan> unknown = plans(200_000, false);

        assertThat(few).isNotEmpty();
        assertThat(shapes(many)).isEqualTo(shapes(few));
        assertThat(shapes(many).toString()).doesNotContain("Seq Scan webhook_event");
        assertThat(shapes(unknown).toString()).contains("Index Scan webhook_event_day_pkey webhook_event_day");
        // A level more in the index of a day, for each of the events.
        assertThat(buffers(many)).isLessThan(buffers(few) * 3 / 2);
    }

    private static List<String> shapes(List<QueryPlan> plans) {
        return plans.stream().map(QueryPlan::shape).toList();
    }

    private static long buffers(List<QueryPlan> plans) {
        return plans.stream().mapToLong(QueryPlan::buffers).sum();
    }
}

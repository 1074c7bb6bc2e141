package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.Timestamps;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.webhooks.StoredEvent.Place;
import dev.keelson.webhooks.WebhookSearch.Filter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the queries of the look-up read, on days that are full. */
@KeelsonTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InboxPlansTest {
    private static final int EVENTS_A_DAY = 40_000;
    /** What a scan node has read, as {@code explain analyze} tells it. */
    private static final Pattern SCAN =
            Pattern.compile("Scan (?:Backward )?(?:using \\S+ )?on webhook_.*actual rows=([0-9.]+) loops=(\\d+)");

    private static final Pattern REMOVED = Pattern.compile("Rows Removed by (?:Filter|Index Recheck): (\\d+)");

    /** Long past, but not so long that they would be dropped. */
    private final List<LocalDate> days = IntStream.range(0, 4)
            .mapToObj(LocalDate.now(ZoneOffset.UTC).minusDays(60)::plusDays)
            .toList();

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private EventWindows windows;

    @Autowired
    private SubjectIndexes subjects;

    @BeforeAll
    void fillFourDays() {
        for (LocalDate day : days) {
            String name = name(day);
            for (String table : List.of("webhook_event", "webhook_attempt")) {
                jdbc.sql(
                                "create table if not exists %s_%s partition of %s for values from ('%sT00:00Z') to ('%sT00:00Z')"
                                        .formatted(table, name, table, day, day.plusDays(1)))
                        .update();
            }
            jdbc.sql("""
                            insert into webhook_event
                              (seq, provider, event_id, type, subject, occurred_at, received_at, trace_id, body)
                            select 5000000000 + :day * 1000000 + i, 'stripe', 'evt_plan_' || :day || '_' || i,
                                   case when i % 20000 = 0 then 'plan.rare' else 'plan.usual' end, 'cus_plan_' || i % 5000,
                                   at, at, 'trace', decode(repeat('ab', 400), 'hex')
                            from generate_series(1, :events) i, lateral (select :start + i * interval '2 seconds' as at) t
                            """)
                    .param("day", days.indexOf(day))
                    .param("events", EVENTS_A_DAY)
                    .param("start", Timestamps.at(start(day)))
                    .update();
            jdbc.sql("""
                            insert into webhook_attempt (seq, attempt, outcome, error, finished_at, duration_us)
                            select seq, 1, 'applied', null, received_at + interval '10 ms', 500
                            from webhook_event where received_at >= :start and received_at < :end
                            """)
                    .param("start", Timestamps.at(start(day)))
                    .param("end", Timestamps.at(start(day.plusDays(1))))
                    .update();
        }
        someWaitAndSomeAreDead();
        subjects.makeMissing();
        for (LocalDate day : days) {
            jdbc.sql("vacuum analyze webhook_event_" + name(day)).update();
            jdbc.sql("vacuum analyze webhook_attempt_" + name(day)).update();
        }
    }

    private void someWaitAndSomeAreDead() {
        jdbc.sql("""
                        insert into webhook_work (slot, seq, received_at, due_at, attempt)
                        select 0, seq, received_at, 'infinity', case when seq % 2 = 0 then 1 else 3 end
                        from webhook_event where received_at >= :start and received_at < :end
                        """)
                .param("start", Timestamps.at(start(days.get(1))))
                .param("end", Timestamps.at(start(days.get(1)).plusSeconds(4_000)))
                .update();
        jdbc.sql("""
                        insert into webhook_dead
                          (seq, provider, event_id, type, subject, received_at, died_at, attempts, last_error)
                        select seq, provider, event_id, type, subject, received_at, received_at, 10, 'no'
                        from webhook_event where received_at >= :start and received_at < :end
                        """)
                .param("start", Timestamps.at(start(days.get(2))))
                .param("end", Timestamps.at(start(days.get(2)).plusSeconds(4_000)))
                .update();
        jdbc.sql("vacuum analyze webhook_work").update();
        jdbc.sql("vacuum analyze webhook_dead").update();
    }

    @AfterAll
    void dropTheDays() {
        jdbc.sql("delete from webhook_work where due_at = 'infinity'").update();
        jdbc.sql("delete from webhook_dead where event_id like 'evt\\_plan\\_%'")
                .update();
        for (LocalDate day : days) {
            jdbc.sql("drop table webhook_event_" + name(day)).update();
            jdbc.sql("drop table webhook_attempt_" + name(day)).update();
        }
    }

    Stream<Filter> filters() {
        return Stream.of(
                filter(null, null, null, null),
                filter(WebhookProvider.STRIPE, null, null, null),
                filter(WebhookProvider.CLERK, null, null, null),
                filter(null, "plan.rare", null, null),
                filter(null, "plan.*", null, null),
                filter(null, "plan.nothing", WebhookState.IGNORED, null),
                filter(null, null, WebhookState.PROCESSED, null),
                filter(null, null, null, "cus_plan_77"),
                filter(null, "plan.rare", WebhookState.PROCESSED, "cus_plan_77"),
                filter(null, null, null, "cus_nobody"));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void listLooksAtNoMoreThanAWindowOfTheDaysInItsRange(Filter filter) {
        String plan = plan(windows.query(filter, null, 101));

        assertOnlyDays(plan, 1, 2);
        assertThat(plan).doesNotContain("Seq Scan on webhook_event_2");
        assertThat(rowsRead(plan)).as(plan).isLessThanOrEqualTo(EventWindows.WINDOW);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void nextPageDoesNotReadAgainWhatThePageBeforeHasShown(Filter filter) {
        var after = new Place(start(days.get(1)).plus(Duration.ofHours(20)), 5_001_500_000L);

        String plan = plan(windows.query(filter, after, 101));

        assertOnlyDays(plan, 1);
        assertThat(rowsRead(plan)).as(plan).isLessThanOrEqualTo(EventWindows.WINDOW);
    }

    @ParameterizedTest
    @MethodSource("waitingAndDead")
    void whatWaitsOrIsDeadIsReadFromItsOwnTable(Filter filter) {
        String plan = plan(windows.query(filter, null, 101));

        for (LocalDate day : days) {
            assertThat(plan).doesNotContain("Seq Scan on webhook_event_" + name(day));
        }
        // Its own rows once, and for each of them one event.
        assertThat(rowsRead(plan)).as(plan).isBetween(101L, 6_000L);
    }

    Stream<Filter> waitingAndDead() {
        return Stream.of(WebhookState.RECEIVED, WebhookState.RETRY, WebhookState.DEAD)
                .map(state -> new Filter(null, new TypePattern("plan.usual"), state, null, null, null, null));
    }

    @Test
    void subjectIsFoundByItsIndexOnADayThatIsOver() {
        String plan = plan(windows.query(filter(null, null, null, "cus_plan_77"), null, 101));

        assertThat(plan).contains("ix_webhook_event_subject_" + name(days.get(1)));
        assertThat(rowsRead(plan)).as(plan).isLessThan(50);
    }

    @Test
    void replayReadsOnlyTheDaysOfItsRange() {
        for (WebhookState state : List.of(WebhookState.PROCESSED, WebhookState.IGNORED)) {
            Map<String, Object> parameters = new HashMap<>(Map.of("limit", 1_000));
            var filter = new WebhookReplays.Filter(
                    null, new TypePattern("plan.rare"), state, start(days.get(1)), start(days.get(3)));

            String plan = explain(ReplaySelection.sql(filter, parameters), parameters);

            // Attempts come after the event, so theirs may be on any later day.
            assertThat(plan).doesNotContain("webhook_event_" + name(days.get(0)), "webhook_event_" + name(days.get(3)));
            assertThat(plan).doesNotContain("Seq Scan on webhook_attempt_" + name(days.get(1)));
        }
    }

    @Test
    void rareTypeIsFoundWindowByWindow() {
        Filter rare = filter(null, "plan.rare", null, null);
        int found = 0;
        int reads = 0;
        @Nullable Place after = null;
        do {
            var rows = windows.read(rare, after, 101);
            found += rows.events().size();
            after = rows.next().orElse(null);
            reads++;
        } while (after != null);

        assertThat(found).isEqualTo(4);
        assertThat(reads).isEqualTo(2 * EVENTS_A_DAY / EventWindows.WINDOW + 1);
    }

    private Filter filter(
            @Nullable WebhookProvider provider,
            @Nullable String type,
            @Nullable WebhookState state,
            @Nullable String subject) {
        return new Filter(
                provider,
                type == null ? null : new TypePattern(type),
                state,
                subject,
                null,
                start(days.get(1)),
                start(days.get(3)));
    }

    private void assertOnlyDays(String plan, int... expectedDays) {
        for (LocalDate day : days) {
            boolean expected =
                    IntStream.of(expectedDays).anyMatch(i -> days.get(i).equals(day));
            assertThat(plan.contains("webhook_event_" + name(day)))
                    .as("%s in%n%s", day, plan)
                    .isEqualTo(expected);
        }
        assertThat(plan).doesNotContain("webhook_event_" + name(LocalDate.now(ZoneOffset.UTC)));
    }

    /** By all scans together, what their conditions left out included. */
    private static long rowsRead(String plan) {
        long rows = 0;
        boolean inScan = false;
        for (String line : plan.split("\n", -1)) {
            var scan = SCAN.matcher(line);
            var removed = REMOVED.matcher(line);
            if (scan.find()) {
                rows += Math.round(Double.parseDouble(scan.group(1)) * Long.parseLong(scan.group(2)));
                inScan = true;
            } else if (line.contains("->")) {
                inScan = false;
            } else if (inScan && removed.find()) {
                rows += Long.parseLong(removed.group(1));
            }
        }
        return rows;
    }

    private String plan(EventWindows.Query query) {
        return explain(query.sql(), query.parameters());
    }

    private String explain(String sql, Map<String, Object> parameters) {
        return String.join(
                "\n",
                jdbc.sql("explain (analyze, costs off, timing off, buffers off, summary off) " + sql)
                        .params(parameters)
                        .query((row, _) -> row.getString(1))
                        .list());
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static String name(LocalDate day) {
        return day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }
}

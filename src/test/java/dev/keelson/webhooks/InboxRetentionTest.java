package dev.keelson.webhooks;

import static dev.keelson.webhooks.RetentionFixture.KEEP;
import static dev.keelson.webhooks.RetentionFixture.NOW;
import static dev.keelson.webhooks.RetentionFixture.dayBefore;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testing.BesideOthers;
import jakarta.validation.Validation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

@BesideOthers
class InboxRetentionTest {
    private static final LocalDate TODAY = dayBefore(0);
    private static final LocalDate OLD = dayBefore(40);

    private final RetentionFixture inbox = new RetentionFixture();

    @AfterEach
    void close() {
        inbox.close();
    }

    private boolean run() {
        return inbox.retention(null).run(() -> false);
    }

    private List<LocalDate> days(InboxTable table) {
        return InboxPartitions.days(inbox.jdbc, table);
    }

    @Test
    void daysThatAreOldAsAWholeAreDroppedAndNoOthers() {
        inbox.partitionsAsOf(35);
        inbox.partitionsAsOf(28);
        // To the microsecond: the day before ends exactly as long ago as is kept.
        var settings = inbox.settings(null, 100);
        Instant endOfFirst = InboxTable.start(dayBefore(34)).toInstant().plus(KEEP);

        inbox.retention(settings, inbox.rows, endOfFirst.minusNanos(1_000)).run(() -> false);
        assertThat(days(InboxTable.EVENT)).startsWith(dayBefore(35));
        inbox.retention(settings, inbox.rows, endOfFirst).run(() -> false);
        assertThat(days(InboxTable.EVENT)).startsWith(dayBefore(34));
        assertThat(run()).isTrue();

        assertThat(days(InboxTable.EVENT)).startsWith(dayBefore(30)).endsWith(dayBefore(21));
        assertThat(days(InboxTable.ATTEMPT)).startsWith(dayBefore(30)).endsWith(dayBefore(21));
    }

    @Test
    void waitingAndDeadEventsStayWithTheirBodiesAndAttemptsAndAreHandledLater() {
        inbox.partitionsAsOf(40);
        inbox.receive("evt_", 20, OLD);
        inbox.bury(event -> event.eventId().equals("evt_7"));
        inbox.handle(event -> !event.eventId().equals("evt_3"));

        assertThat(run()).isTrue();

        assertThat(inbox.ids()).containsExactly("evt_3", "evt_7");
        assertThat(inbox.due(NOW)).singleElement().satisfies(event -> {
            assertThat(event.eventId()).isEqualTo("evt_3");
            assertThat(event.payload().path("id").asString()).isEqualTo("evt_3");
        });
        assertThat(inbox.count("webhook_attempt where outcome = 'dead'")).isEqualTo(1);
        assertThat(inbox.count("webhook_attempt where outcome = 'applied'")).isZero();
        inbox.replayDead();
        assertThat(inbox.due(NOW)).extracting(WebhookEvent::eventId).containsExactlyInAnyOrder("evt_3", "evt_7");
    }

    @Test
    void whatWasKeptGoesWhenNobodyNeedsItAnyMore() {
        inbox.partitionsAsOf(40);
        inbox.receive("evt_", 250, OLD);
        inbox.bury(event -> !event.eventId().equals("evt_3"));
        run();
        run();
        assertThat(inbox.ids()).hasSize(250);

        inbox.jdbc.sql("delete from webhook_dead where event_id <> 'evt_9'").update();
        assertThat(run()).isTrue();

        assertThat(inbox.ids()).containsExactly("evt_3", "evt_9");
        assertThat(inbox.count("webhook_attempt")).isEqualTo(1);
        assertThat(inbox.count("webhook_dedup")).isEqualTo(2);
    }

    @Test
    void keptRowsOfADroppedDayBringItsPartitionNotBack() {
        inbox.partitionsAsOf(40);
        inbox.receive("evt_", 3, OLD);
        inbox.bury(event -> event.eventId().equals("evt_0"));
        run();

        inbox.partitionsAsOf(0);

        assertThat(days(InboxTable.EVENT)).startsWith(TODAY);
        assertThat(days(InboxTable.ATTEMPT)).startsWith(TODAY);
        assertThat(inbox.ids()).hasSize(3);
    }

    @Test
    void dayThatIsInUseIsLeftForTheNextRun() {
        inbox.partitionsAsOf(40);
        inbox.receive("evt_", 20, OLD);
        inbox.handle(_ -> true);
        inbox.receive("new_", 1, TODAY);

        inbox.transaction.executeWithoutResult(_ -> {
            assertThat(inbox.ids()).hasSize(21);
            try (var other = Executors.newSingleThreadExecutor()) {
                assertThat(other.submit(this::run))
                        .succeedsWithin(Duration.ofSeconds(60))
                        .isEqualTo(false);
            }
        });
        assertThat(days(InboxTable.EVENT)).contains(OLD);

        assertThat(run()).isTrue();
        assertThat(inbox.ids()).containsExactly("new_0");
    }

    @Test
    void whatArrivesWhileDaysAreDroppedIsStored() throws Exception {
        inbox.partitionsAsOf(40);
        inbox.partitionsAsOf(33);
        inbox.partitionsAsOf(0);
        for (int back = 40; back > 30; back--) {
            inbox.receive("old_" + back + "_", 50, dayBefore(back));
        }
        inbox.handle(event -> !event.eventId().endsWith("_7"));
        var dropping = new AtomicBoolean(true);
        int stored = 0;
        List<Callable<Integer>> vendors = new ArrayList<>();
        for (int vendor = 0; vendor < 3; vendor++) {
            String prefix = "new_" + vendor + "_";
            vendors.add(() -> {
                int i = 0;
                while (dropping.get() || i < 20) {
                    inbox.receive(prefix + i++, NOW, new byte[] {'{', '}'});
                }
                return i;
            });
        }

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> running =
                    vendors.stream().map(threads::submit).toList();
            try {
                while (!run()) {
                    Thread.onSpinWait();
                }
            } finally {
                dropping.set(false);
            }
            for (var vendor : running) {
                stored += vendor.get();
            }
        }

        assertThat(days(InboxTable.EVENT)).startsWith(dayBefore(30));
        assertThat(inbox.count("webhook_event where event_id like 'new%'")).isEqualTo(stored);
        assertThat(inbox.count("webhook_event where event_id like 'old%'")).isEqualTo(10);
        assertThat(inbox.count("webhook_work")).isEqualTo(stored + 10);
        assertThat(inbox.count("webhook_work join webhook_event using (seq, received_at)"))
                .isEqualTo(stored + 10);
    }

    @Test
    void dayOfWhichMuchIsKeptStaysWhole() {
        inbox.partitionsAsOf(40);
        inbox.receive("evt_", 10_002, OLD);
        inbox.handle(event -> event.eventId().equals("evt_0"));

        assertThat(run()).isTrue();

        assertThat(days(InboxTable.EVENT)).contains(OLD).doesNotContain(OLD.plusDays(1));
        assertThat(days(InboxTable.ATTEMPT)).contains(OLD);
        assertThat(inbox.ids()).hasSize(10_002);
    }

    @Test
    void secondDeliveryIsForgottenInBatchesExceptOfWhatWaitsOrIsDead() {
        inbox.partitionsAsOf(40);
        inbox.partitionsAsOf(0);
        inbox.receive("old_", 20_000, OLD);
        inbox.receive("new_", 500, TODAY);
        // Scattered over the whole table, as after months of use.
        inbox.jdbc.sql("delete from webhook_work where seq % 5000 <> 7").update();
        inbox.jdbc.sql("""
                        insert into webhook_dead (seq, provider, event_id, type, subject, received_at, died_at, attempts, last_error)
                        select seq, provider, event_id, type, subject, received_at, received_at, 1, 'x'
                        from webhook_event where event_id = 'old_10000'
                        """).update();
        var purge = new InboxPurge(inbox.jdbc, inbox.transactions, inbox.settings(null, 1_000));
        var asked = new AtomicInteger();

        long first = purge.forget(NOW.minus(KEEP), () -> asked.incrementAndGet() > 8);
        long stoppedAt = inbox.count("webhook_dedup");
        long second = purge.forget(NOW.minus(KEEP), () -> false);

        assertThat(first).isPositive().isEqualTo(20_500 - stoppedAt);
        assertThat(second).isPositive();
        assertThat(first + second).isEqualTo(20_000 - 4 - 1);
        assertThat(inbox.count("webhook_dedup where event_id like 'new%'")).isEqualTo(500);
        assertThat(inbox.count("webhook_dedup where event_id = 'old_10000'")).isEqualTo(1);
        assertThat(inbox.count("webhook_dedup_purge where next_block = 0")).isEqualTo(1);
        assertThat(purge.forget(NOW.minus(KEEP), () -> false)).isZero();
    }

    @Test
    void rowsOfADayWhosePartitionWasNotMadeInTimeMoveIntoItWhenItIsMade() {
        inbox.receive("today_", 30, TODAY);
        inbox.receive("yesterday_", 30, dayBefore(1));
        inbox.handle(event -> event.eventId().endsWith("7"));
        assertThat(inbox.count("webhook_event_default")).isEqualTo(60);

        inbox.partitionsAsOf(0);

        assertThat(inbox.count("webhook_event_default")).isZero();
        assertThat(inbox.count("webhook_attempt_default")).isZero();
        assertThat(inbox.count(InboxTable.EVENT.partition(TODAY))).isEqualTo(30);
        assertThat(inbox.count(InboxTable.EVENT.partition(dayBefore(1)))).isEqualTo(30);
        assertThat(inbox.due(NOW)).hasSize(54);
    }

    @Test
    void partitionThatCannotBeMadeNowIsMadeLater() {
        inbox.receive("evt_", 3, TODAY);
        inbox.transaction.executeWithoutResult(_ -> {
            assertThat(inbox.ids()).hasSize(3);
            try (var other = Executors.newSingleThreadExecutor()) {
                assertThat(other.submit(() -> inbox.partitionsAsOf(0))).succeedsWithin(Duration.ofMinutes(2));
            }
        });
        assertThat(days(InboxTable.EVENT)).isEmpty();

        inbox.partitionsAsOf(0);

        assertThat(days(InboxTable.EVENT)).hasSize(8).startsWith(TODAY);
        assertThat(inbox.ids()).hasSize(3);
    }

    @Test
    void recognisingForAShorterTimeThanKeepingIsRefused() {
        try (var factory = Validation.buildDefaultValidatorFactory()) {
            var validator = factory.getValidator();
            var month = Duration.ofDays(30);

            assertThat(validator.validate(new RetentionSettings(month, null, Duration.ofDays(29), 1, Duration.ZERO)))
                    .singleElement()
                    .satisfies(violation -> assertThat(violation.getMessage()).contains("dedup-keep"));
            assertThat(validator.validate(new RetentionSettings(month, null, month, 1, Duration.ZERO)))
                    .isEmpty();
        }
        assertThat(new RetentionSettings(Duration.ofDays(7), null, null, 1, Duration.ZERO).recognised())
                .isEqualTo(Duration.ofDays(90));
        assertThat(new RetentionSettings(Duration.ofDays(365), null, null, 1, Duration.ZERO).recognised())
                .isEqualTo(Duration.ofDays(365));
    }

    @Test
    void settingsAreReadAndHaveDefaults() {
        var read = bind(Map.of("keep", "30d", "archive-directory", "/var/lib/keelson/archive", "pause", "1s"));
        var defaults = bind(Map.of());

        assertThat(read)
                .isEqualTo(new RetentionSettings(
                        Duration.ofDays(30), Path.of("/var/lib/keelson/archive"), null, 5_000, Duration.ofSeconds(1)));
        assertThat(defaults)
                .isEqualTo(new RetentionSettings(Duration.ofDays(90), null, null, 5_000, Duration.ofMillis(20)));
    }

    private static RetentionSettings bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("", Bindable.of(RetentionSettings.class));
    }
}

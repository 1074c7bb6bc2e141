package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import dev.keelson.auth.PlanChanged;
import dev.keelson.billing.entitlements.Entitlements;
import dev.keelson.billing.events.CardExpiring;
import dev.keelson.billing.events.GraceEnding;
import dev.keelson.billing.events.TrialEnding;
import dev.keelson.shared.UserId;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.MovableClock;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WebhookSender;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;

/** What follows from time alone: the application's clock is moved, and no event of Stripe's comes. */
@KeelsonTest
@Import(MovableClock.Configuration.class)
@RecordApplicationEvents
class GraceTest {
    @Autowired
    private MovableClock clock;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private UserPlans plans;

    @Autowired
    private TimePasses time;

    @Autowired
    private Entitlements entitlements;

    @Autowired
    private SchedulerClient scheduler;

    @Autowired
    private ApplicationEvents events;

    @LocalServerPort
    private int port;

    private final Instant failed = Instant.now().minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.SECONDS);
    private UserId user;
    private BillingScene scene;

    @BeforeEach
    void customer() throws Exception {
        user = users.fresh().id();
        scene = new BillingScene(user, new WebhookSender(port), jdbc);
        scene.tell("customer.created", scene.customerObject());
        scene.product("premium", Map.of("feature_analytics", "true"));
    }

    @AfterEach
    void backToNow() {
        clock.moveTo(Duration.ZERO);
    }

    @Test
    void planStaysUntilTheGraceIsOverAndIsLostOnceWithoutAnyEvent() throws Exception {
        pastDue();
        assertThat(plan()).isEqualTo("premium-" + scene.unique);

        clock.moveTo(Duration.ofDays(5));
        time.recomputeDue();
        assertThat(plan()).isEqualTo("premium-" + scene.unique);
        assertThat(events.stream(GraceEnding.class).filter(event -> event.user().equals(user)))
                .containsExactly(new GraceEnding(user, scene.id("sub_a"), failed.plus(Duration.ofDays(7))));

        clock.moveTo(Duration.ofDays(7));
        assertThat(entitlements.of(user).allows("analytics"))
                .as("before anybody has looked")
                .isFalse();
        for (int i = 0; i < 3; i++) {
            time.recomputeDue();
        }

        assertThat(plan()).isEqualTo("free");
        assertThat(events.stream(PlanChanged.class).filter(event -> event.user().equals(user)))
                .containsExactly(new PlanChanged(user, "free", 2));
        assertThat(events.stream(GraceEnding.class).filter(event -> event.user().equals(user)))
                .hasSize(1);
    }

    @Test
    void planIsBackAsSoonAsItIsPaid() throws Exception {
        pastDue();
        var paid = scene.happens("customer.subscription.updated", scene.subscription("a", "active", "premium"));
        clock.moveTo(Duration.ofDays(8));
        time.recomputeDue();
        assertThat(plan()).isEqualTo("free");

        clock.moveTo(Duration.ZERO);
        scene.send(paid);

        assertThat(plan()).isEqualTo("premium-" + scene.unique);
        assertThat(entitlements.of(user).allows("analytics")).isTrue();
    }

    @Test
    void nextBestPlanIsWhatIsLeft() throws Exception {
        scene.product("basic", 500, Map.of());
        scene.tell("customer.subscription.created", scene.subscription("b", "active", "basic"));
        pastDue();
        assertThat(plan()).isEqualTo("premium-" + scene.unique);

        clock.moveTo(Duration.ofDays(8));
        time.recomputeDue();

        assertThat(plan()).isEqualTo("basic-" + scene.unique);
    }

    /** Also what fell due while no node was there: the task finds it when it runs next. */
    @Test
    void schedulerLooksByItself() throws Exception {
        pastDue();
        clock.moveTo(Duration.ofDays(30));

        scheduler.reschedule(TaskInstanceId.of(PlanTasks.DUE, "recurring"), Instant.now());

        await().atMost(Duration.ofSeconds(30)).until(() -> plan().equals("free"));
    }

    @Test
    void endOfATrialIsToldThreeDaysBefore() throws Exception {
        Instant end = Instant.now().plus(Duration.ofDays(10)).truncatedTo(ChronoUnit.SECONDS);
        scene.tell(
                "customer.subscription.created",
                scene.subscription("a", "trialing", "premium").put("trial_end", end.getEpochSecond()));

        clock.moveTo(Duration.ofDays(6));
        time.recomputeDue();
        assertThat(events.stream(TrialEnding.class).filter(event -> event.user().equals(user)))
                .isEmpty();
        clock.moveTo(Duration.ofDays(7).plusMinutes(1));
        time.recomputeDue();
        time.recomputeDue();

        assertThat(events.stream(TrialEnding.class).filter(event -> event.user().equals(user)))
                .containsExactly(new TrialEnding(user, scene.id("sub_a"), end));
    }

    @Test
    void cardThatPaysIsToldOfBeforeItExpiresAndAnotherOneIsNot() throws Exception {
        var expires = YearMonth.now(ZoneOffset.UTC).plusMonths(3);
        scene.tell("payment_method.attached", scene.card("own", expires.getYear(), expires.getMonthValue()));
        scene.tell("payment_method.attached", scene.card("idle", expires.getYear(), expires.getMonthValue()));
        scene.tell(
                "customer.subscription.created",
                scene.subscription("a", "active", "premium").put("default_payment_method", scene.id("pm_own")));

        time.lookAtCards();
        assertThat(events.stream(CardExpiring.class)
                        .filter(event -> event.user().equals(user)))
                .isEmpty();
        clock.moveTo(Duration.between(
                Instant.now(),
                expires.plusMonths(1)
                        .atDay(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .minus(Duration.ofDays(20))));
        time.lookAtCards();
        time.lookAtCards();

        assertThat(events.stream(CardExpiring.class)
                        .filter(event -> event.user().equals(user)))
                .containsExactly(new CardExpiring(user, scene.id("pm_own"), expires));
    }

    private void pastDue() throws Exception {
        scene.tell("customer.subscription.created", scene.subscription("a", "past_due", "premium"));
        scene.tell("invoice.payment_failed", scene.invoice("a", "a", "open", 1, failed));
    }

    private String plan() {
        return plans.of(user).name();
    }
}

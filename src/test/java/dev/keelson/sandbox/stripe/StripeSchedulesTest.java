package dev.keelson.sandbox.stripe;

import static dev.keelson.sandbox.stripe.StripeSandbox.number;
import static dev.keelson.sandbox.stripe.StripeSandbox.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.StripeException;
import dev.keelson.testing.BesideOthers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripeSchedulesTest {
    private StripeSandbox stripe;

    @BeforeAll
    void start() {
        stripe = new StripeSandbox();
    }

    @AfterAll
    void stop() {
        stripe.close();
    }

    @Test
    void planChangesWithTheNextPhase() throws StripeException {
        var subscription = subscribe();
        var schedule = schedule(subscription);
        plan(schedule, StripeSandbox.STARTER_USD);

        stripe.advance("P32D");

        var changed = stripe.get("/v1/subscriptions/" + subscription);
        assertThat(text(changed, "/items/data/0/price/id")).isEqualTo(StripeSandbox.STARTER_USD);
        assertThat(number(stripe.get("/v1/invoices/" + text(changed, "/latest_invoice")), "/total"))
                .isEqualTo(900);
        assertThat(number(stripe.get("/v1/subscription_schedules/" + schedule), "/current_phase/start_date"))
                .isEqualTo(number(changed, "/items/data/0/current_period_start"));
        assertThat(told(schedule)).containsExactly("subscription_schedule.updated");
    }

    @Test
    void scheduleLetsItsSubscriptionGoWhenItEnds() throws StripeException {
        var subscription = subscribe();
        var schedule = schedule(subscription);

        stripe.advance("P32D");

        var released = stripe.get("/v1/subscription_schedules/" + schedule);
        assertThat(text(released, "/status")).isEqualTo("released");
        assertThat(text(released, "/released_subscription")).isEqualTo(subscription);
        assertThat(stripe.get("/v1/subscriptions/" + subscription)
                        .path("schedule")
                        .isNull())
                .isTrue();
        assertThat(stripe.subscription(subscription).getStatus()).isEqualTo("active");
        assertThat(told(schedule)).containsExactly("subscription_schedule.expiring", "subscription_schedule.released");
    }

    @Test
    void scheduleEndsItsSubscriptionWhereItWasToldSo() throws StripeException {
        var subscription = subscribe();
        var schedule = schedule(subscription);
        stripe.form("/v1/subscription_schedules/" + schedule, "end_behavior", "cancel");

        stripe.advance("P1M");

        assertThat(text(stripe.get("/v1/subscription_schedules/" + schedule), "/status"))
                .isEqualTo("completed");
        assertThat(stripe.subscription(subscription).getStatus()).isEqualTo("canceled");
    }

    @Test
    void canceledScheduleCannotBeChanged() throws StripeException {
        var subscription = subscribe();
        var schedule = schedule(subscription);

        var canceled = stripe.form("/v1/subscription_schedules/" + schedule + "/cancel");
        var refused = stripe.form("/v1/subscription_schedules/" + schedule + "/release");

        assertThat(text(canceled, "/status")).isEqualTo("canceled");
        assertThat(stripe.subscription(subscription).getStatus()).isEqualTo("canceled");
        assertThat(text(refused, "/error/message")).contains("currently in the `canceled` status");
    }

    @Test
    void subscriptionHasOneSchedule() throws StripeException {
        var subscription = subscribe();
        var schedule = schedule(subscription);

        var refused = stripe.form("/v1/subscription_schedules", "from_subscription", subscription);

        assertThat(text(refused, "/error/message")).contains("already attached to a schedule: " + schedule);
    }

    private String subscribe() throws StripeException {
        return stripe.subscribe(stripe.customerWithCard("pm_card_visa"), StripeSandbox.PRO_USD)
                .getId();
    }

    private String schedule(String subscription) {
        var schedule = stripe.form("/v1/subscription_schedules", "from_subscription", subscription);
        assertThat(text(schedule, "/status")).isEqualTo("active");
        assertThat(text(stripe.get("/v1/subscriptions/" + subscription), "/schedule"))
                .isEqualTo(text(schedule, "/id"));
        return text(schedule, "/id");
    }

    /** What has been told of it in the last 30 days, in order. */
    private List<String> told(String schedule) {
        return stripe.get("/v1/events?type=subscription_schedule.*&limit=100")
                .path("data")
                .valueStream()
                .filter(event -> text(event, "/data/object/id").equals(schedule))
                .map(event -> text(event, "/type"))
                .toList()
                .reversed();
    }

    private JsonNode plan(String schedule, String price) {
        return stripe.form(
                "/v1/subscription_schedules/" + schedule,
                "phases[0][items][0][price]",
                StripeSandbox.PRO_USD,
                "phases[1][items][0][price]",
                price,
                "phases[1][iterations]",
                "2");
    }
}

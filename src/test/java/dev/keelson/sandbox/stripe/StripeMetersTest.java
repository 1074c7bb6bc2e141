package dev.keelson.sandbox.stripe;

import static dev.keelson.sandbox.stripe.StripeSandbox.number;
import static dev.keelson.sandbox.stripe.StripeSandbox.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.stripe.exception.StripeException;
import dev.keelson.testing.BesideOthers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripeMetersTest {
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
    void usageIsAddedUp() throws StripeException {
        var customer = stripe.customer().getId();
        var mark = stripe.mark();
        var meter = meter("sum");
        long minute = stripe.now().getEpochSecond() / 60 * 60;

        record(meter, customer, "3", "timestamp", Long.toString(minute - 7200));
        record(meter, customer, "4.5", "timestamp", Long.toString(minute - 60));
        record(meter, customer, "100", "timestamp", Long.toString(minute - 86_400));
        var whole = summaries(meter, customer, minute - 10_800, minute, "");
        var hours = summaries(meter, customer, minute - 10_800, minute, "&value_grouping_window=hour");

        assertThat(whole.path("data")).hasSize(1);
        assertThat(whole.at("/data/0/aggregated_value").doubleValue()).isEqualTo(7.5);
        assertThat(hours.path("data")
                        .valueStream()
                        .map(each -> each.path("aggregated_value").doubleValue()))
                .containsExactly(4.5, 3.0, 0.0);
        assertThat(stripe.typesSince(mark)).containsExactly("billing.meter.created");
    }

    @Test
    void usageIsCountedOrTheLastValueTaken() throws StripeException {
        var customer = stripe.customer().getId();
        var count = meter("count");
        var last = meter("last");
        long minute = stripe.now().getEpochSecond() / 60 * 60;
        for (var value : List.of("7", "5")) {
            record(count, customer, value, "timestamp", Long.toString(minute - 120));
        }
        record(last, customer, "5", "timestamp", Long.toString(minute - 120));
        record(last, customer, "7", "timestamp", Long.toString(minute - 240));

        assertThat(value(count, customer, minute)).isEqualTo(2);
        assertThat(value(last, customer, minute)).isEqualTo(5);
    }

    @Test
    void sameIdentifierIsRefusedForADay() throws StripeException {
        var customer = stripe.customer().getId();
        var meter = meter("sum");
        var identifier = UUID.randomUUID().toString();

        var first = record(meter, customer, "1", "identifier", identifier);
        var second = record(meter, customer, "1", "identifier", identifier);
        stripe.advance("P1D");
        var third = record(meter, customer, "1", "identifier", identifier);

        assertThat(text(first, "/identifier")).isEqualTo(identifier);
        assertThat(text(second, "/error/message"))
                .isEqualTo("An event already exists with identifier " + identifier + ".");
        assertThat(text(third, "/object")).isEqualTo("billing.meter_event");
    }

    @Test
    void eventsTimeHasToBeNear() throws StripeException {
        var customer = stripe.customer().getId();
        var meter = meter("sum");
        long now = stripe.now().getEpochSecond();

        var tooOld = record(meter, customer, "1", "timestamp", Long.toString(now - 36L * 86_400));
        var tooNew = record(meter, customer, "1", "timestamp", Long.toString(now + 400));
        var soon = record(meter, customer, "1", "timestamp", Long.toString(now + 200));

        assertThat(text(tooOld, "/error/param")).isEqualTo("timestamp");
        assertThat(text(tooNew, "/error/param")).isEqualTo("timestamp");
        assertThat(number(soon, "/timestamp")).isEqualTo(now + 200);
    }

    @Test
    void unknownCustomerIsReportedAfterwards() {
        var meter = meter("sum");

        var taken = record(meter, "cus_nobody", "1");

        assertThat(text(taken, "/object")).isEqualTo("billing.meter_event");
        await().until(() -> !reports(meter).isEmpty());
        var report = reports(meter).getFirst();
        assertThat(report.has("data")).isFalse();
        var read = stripe.get("/v2/core/events/" + text(report, "/id"));
        assertThat(text(read, "/data/reason/error_types/0/code")).isEqualTo("meter_event_customer_not_found");
        assertThat(text(read, "/data/reason/error_types/0/sample_errors/0/request/identifier"))
                .isEqualTo(text(taken, "/identifier"));
    }

    /** What has been told about the meter, without any data in it. */
    private List<JsonNode> reports(JsonNode meter) {
        return stripe.webhooks().stream()
                .map(request -> StripeSandbox.read(request.getBodyAsString()))
                .filter(event -> text(event, "/type").equals("v1.billing.meter.error_report_triggered"))
                .filter(event -> text(event, "/related_object/id").equals(text(meter, "/id")))
                .toList();
    }

    @Test
    void eventIsTakenBack() throws StripeException {
        var customer = stripe.customer().getId();
        var meter = meter("sum");
        long minute = stripe.now().getEpochSecond() / 60 * 60;
        var identifier = text(record(meter, customer, "9", "timestamp", Long.toString(minute - 60)), "/identifier");

        var adjustment = stripe.form(
                "/v1/billing/meter_event_adjustments",
                "event_name",
                text(meter, "/event_name"),
                "type",
                "cancel",
                "cancel[identifier]",
                identifier);

        assertThat(text(adjustment, "/cancel/identifier")).isEqualTo(identifier);
        assertThat(value(meter, customer, minute)).isZero();
    }

    @Test
    void inactiveMeterTakesNothing() throws StripeException {
        var customer = stripe.customer().getId();
        var meter = meter("sum");
        var mark = stripe.mark();

        stripe.form("/v1/billing/meters/" + text(meter, "/id") + "/deactivate");
        var refused = record(meter, customer, "1");
        stripe.form("/v1/billing/meters/" + text(meter, "/id") + "/reactivate");

        assertThat(text(refused, "/error/message")).startsWith("No active meter found for event name");
        assertThat(text(record(meter, customer, "1"), "/object")).isEqualTo("billing.meter_event");
        assertThat(text(record(meter, customer, "many"), "/error/param")).isEqualTo("payload[value]");
        assertThat(stripe.typesSince(mark)).containsExactly("billing.meter.deactivated", "billing.meter.reactivated");
    }

    private JsonNode meter(String formula) {
        return stripe.form(
                "/v1/billing/meters",
                "display_name",
                "Posts",
                "event_name",
                "posts_" + UUID.randomUUID(),
                "default_aggregation[formula]",
                formula);
    }

    private JsonNode record(JsonNode meter, String customer, String value, String... more) {
        return stripe.form(
                "/v1/billing/meter_events",
                StripeSandbox.with(
                        more,
                        "event_name",
                        text(meter, "/event_name"),
                        "payload[stripe_customer_id]",
                        customer,
                        "payload[value]",
                        value));
    }

    private double value(JsonNode meter, String customer, long end) {
        return summaries(meter, customer, end - 3600, end, "")
                .at("/data/0/aggregated_value")
                .doubleValue();
    }

    private JsonNode summaries(JsonNode meter, String customer, long start, long end, String more) {
        return stripe.get("/v1/billing/meters/%s/event_summaries?customer=%s&start_time=%d&end_time=%d%s"
                .formatted(text(meter, "/id"), customer, start, end, more));
    }
}

package dev.keelson.sandbox.stripe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Changes of a subscription that are planned: it has other items from a phase's start on. */
@Component
class SubscriptionSchedules {
    private static final Duration EXPIRES_SOON = Duration.ofDays(7);

    private final StripeObjects objects;
    private final SchedulePhases phases;
    private final Subscriptions subscriptions;
    private final SubscriptionChanges changes;

    SubscriptionSchedules(
            StripeObjects objects, SchedulePhases phases, Subscriptions subscriptions, SubscriptionChanges changes) {
        this.objects = objects;
        this.phases = phases;
        this.subscriptions = subscriptions;
        this.changes = changes;
    }

    /** With the subscription's current period as its only phase. */
    ObjectNode create(Params params) {
        if (!params.has("from_subscription")) {
            throw StripeError.invalid("The sandbox makes schedules `from_subscription` only.")
                    .param("from_subscription");
        }
        var subscription = objects.named(Kind.SUBSCRIPTION, params, "from_subscription");
        if (!Json.isNull(subscription, "schedule")) {
            throw StripeError.invalid("You cannot migrate a subscription that is already attached to a schedule: %s."
                    .formatted(Json.string(subscription, "schedule")));
        }
        var phase = phases.current(subscription);
        var schedule = objects.blank(Kind.SUBSCRIPTION_SCHEDULE)
                .put("customer", Json.string(subscription, "customer"))
                .put("subscription", Json.string(subscription, "id"))
                .put("status", "active");
        schedule.set("current_phase", SchedulePhases.span(phase));
        schedule.putArray("phases").add(phase);
        schedule.set("billing_mode", subscription.path("billing_mode").deepCopy());
        params.copyMetadata(schedule);
        objects.create(schedule);
        objects.update(subscription.put("schedule", Json.string(schedule, "id")));
        return schedule;
    }

    ObjectNode update(ObjectNode schedule, Params params) {
        running(schedule, "update");
        params.choice("end_behavior", "cancel", "release").ifPresent(end -> schedule.put("end_behavior", end));
        params.copyMetadata(schedule);
        if (params.has("phases")) {
            var planned = phases.of(schedule, params.list("phases"));
            schedule.putArray("phases").addAll(planned);
            current(schedule).ifPresent(phase -> schedule.set("current_phase", SchedulePhases.span(phase)));
        }
        objects.update(schedule);
        return schedule;
    }

    /** The subscription goes on by itself. */
    ObjectNode release(ObjectNode schedule) {
        running(schedule, "release");
        schedule.put("released_subscription", Json.string(schedule, "subscription"));
        return end(schedule, "released");
    }

    /** The subscription ends too. */
    ObjectNode cancel(ObjectNode schedule) {
        running(schedule, "cancel");
        var subscription = Json.string(schedule, "subscription");
        var canceled = end(schedule, "canceled");
        subscriptions.cancel(objects.get(Kind.SUBSCRIPTION, subscription), "cancellation_requested");
        return canceled;
    }

    private ObjectNode end(ObjectNode schedule, String status) {
        objects.find(Kind.SUBSCRIPTION, Json.string(schedule, "subscription"))
                .ifPresent(subscription -> objects.update(subscription.putNull("schedule")));
        schedule.put("status", status).putNull("current_phase");
        if (!status.equals("completed")) {
            schedule.putNull("subscription");
        }
        Json.put(schedule, status + "_at", objects.now());
        objects.save(schedule, status);
        return schedule;
    }

    private static void running(ObjectNode schedule, String action) {
        if (!Json.is(schedule, "status", "active")) {
            throw StripeError.invalid("You cannot %s a subscription schedule that is currently in the `%s` status."
                    .formatted(action, Json.string(schedule, "status")));
        }
    }

    /** Before the renewals of the same moment, as these are for the new phase. */
    Stream<BillingClock.Due> due(Instant since) {
        return objects.all(Kind.SUBSCRIPTION_SCHEDULE).stream()
                .filter(schedule -> Json.is(schedule, "status", "active"))
                .flatMap(schedule -> due(schedule, since).stream());
    }

    private List<BillingClock.Due> due(ObjectNode schedule, Instant since) {
        var due = new ArrayList<BillingClock.Due>();
        Json.time(schedule, "current_phase", "end_date")
                .ifPresent(end -> due.add(new BillingClock.Due(end, () -> next(schedule, end))));
        var notice = SchedulePhases.end(schedule).minus(EXPIRES_SOON);
        var made = Json.time(schedule, "created").orElseThrow();
        if (notice.isAfter(since) && notice.isAfter(made)) {
            due.add(new BillingClock.Due(notice, () -> objects.save(schedule, "expiring")));
        }
        return due;
    }

    private void next(ObjectNode schedule, Instant end) {
        var subscription = objects.get(Kind.SUBSCRIPTION, Json.string(schedule, "subscription"));
        if (SubscriptionStatus.of(subscription).isFinal()) {
            end(schedule, "canceled");
            return;
        }
        var phase = SchedulePhases.all(schedule)
                .filter(each -> Json.time(each, "start_date").orElseThrow().equals(end))
                .findFirst();
        if (phase.isPresent()) {
            schedule.set("current_phase", SchedulePhases.span(phase.get()));
            objects.update(schedule);
            changes.apply(subscription, phases.change(subscription, phase.get(), end));
        } else if (Json.is(schedule, "end_behavior", "cancel")) {
            end(schedule, "completed");
            subscriptions.cancel(
                    objects.get(Kind.SUBSCRIPTION, Json.string(subscription, "id")), "cancellation_requested");
        } else {
            release(schedule);
        }
    }

    private Optional<ObjectNode> current(ObjectNode schedule) {
        long now = objects.now().getEpochSecond();
        return SchedulePhases.all(schedule)
                .filter(phase -> Json.number(phase, "start_date") <= now && now < Json.number(phase, "end_date"))
                .findFirst();
    }
}

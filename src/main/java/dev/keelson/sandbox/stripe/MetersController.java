package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/billing")
class MetersController {
    private static final int MOST_SUMMARIES = 1000;

    private final StripeObjects objects;
    private final Meters meters;

    MetersController(StripeObjects objects, Meters meters) {
        this.objects = objects;
        this.meters = meters;
    }

    @PostMapping("/meters")
    ObjectNode create(Params params) {
        return meters.create(params);
    }

    @GetMapping("/meters")
    ObjectNode list(Params params) {
        var found = objects.all(Kind.METER).stream()
                .filter(ObjectList.matching(params, "status"))
                .toList();
        return ObjectList.page("/v1/billing/meters", found, params);
    }

    @GetMapping("/meters/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.METER, id);
    }

    @PostMapping("/meters/{id}")
    ObjectNode update(@PathVariable String id, Params params) {
        return meters.rename(objects.get(Kind.METER, id), params.required("display_name"));
    }

    @PostMapping("/meters/{id}/deactivate")
    ObjectNode deactivate(@PathVariable String id) {
        return meters.activate(objects.get(Kind.METER, id), false);
    }

    @PostMapping("/meters/{id}/reactivate")
    ObjectNode reactivate(@PathVariable String id) {
        return meters.activate(objects.get(Kind.METER, id), true);
    }

    @PostMapping("/meter_events")
    ObjectNode record(Params params) {
        return meters.record(params);
    }

    @PostMapping("/meter_event_adjustments")
    ObjectNode adjust(Params params) {
        return meters.cancel(params);
    }

    /** One for the whole time, or one for each hour or day of it, newest first. */
    @GetMapping("/meters/{id}/event_summaries")
    ObjectNode summaries(@PathVariable String id, Params params) {
        var meter = objects.get(Kind.METER, id);
        var customer = params.required("customer");
        var start = minute(params, "start_time");
        var end = minute(params, "end_time");
        if (!start.isBefore(end)) {
            throw StripeError.invalid("The start_time must be before the end_time.")
                    .param("start_time");
        }
        var step = params.choice("value_grouping_window", "hour", "day")
                .map(window -> window.equals("hour") ? Duration.ofHours(1) : Duration.ofDays(1))
                .orElse(Duration.between(start, end));
        var summaries = new ArrayList<ObjectNode>();
        for (var from = start; from.isBefore(end) && summaries.size() < MOST_SUMMARIES; from = from.plus(step)) {
            var until = from.plus(step).isAfter(end) ? end : from.plus(step);
            summaries.add(summary(meter, customer, from, until));
        }
        List<ObjectNode> newestFirst = summaries.reversed();
        return ObjectList.page("/v1/billing/meters/%s/event_summaries".formatted(id), newestFirst, params);
    }

    private ObjectNode summary(ObjectNode meter, String customer, Instant from, Instant until) {
        return Json.object()
                .put("id", SandboxIds.next("mtrusg_test_"))
                .put("object", "billing.meter_event_summary")
                .put(
                        "aggregated_value",
                        meters.used(meter, customer, from, until).doubleValue())
                .put("start_time", from.getEpochSecond())
                .put("end_time", until.getEpochSecond())
                .put("livemode", false)
                .put("meter", Json.string(meter, "id"));
    }

    private static Instant minute(Params params, String name) {
        params.required(name);
        var time = params.time(name).orElseThrow();
        if (time.getEpochSecond() % 60 != 0) {
            throw StripeError.invalid("Timestamps must be aligned with minute boundaries.")
                    .param(name);
        }
        return time;
    }
}

package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/stripe/v1/subscription_schedules")
class SubscriptionSchedulesController {
    private final StripeObjects objects;
    private final SubscriptionSchedules schedules;

    SubscriptionSchedulesController(StripeObjects objects, SubscriptionSchedules schedules) {
        this.objects = objects;
        this.schedules = schedules;
    }

    @PostMapping
    ObjectNode create(Params params) {
        return schedules.create(params);
    }

    @GetMapping
    ObjectNode list(Params params) {
        var found = objects.all(Kind.SUBSCRIPTION_SCHEDULE).stream()
                .filter(ObjectList.matching(params, "customer"))
                .filter(ObjectList.createdIn(params))
                .toList();
        return ObjectList.page("/v1/subscription_schedules", found, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return objects.get(Kind.SUBSCRIPTION_SCHEDULE, id);
    }

    @PostMapping("/{id}")
    ObjectNode update(@PathVariable String id, Params params) {
        return schedules.update(objects.get(Kind.SUBSCRIPTION_SCHEDULE, id), params);
    }

    @PostMapping("/{id}/release")
    ObjectNode release(@PathVariable String id) {
        return schedules.release(objects.get(Kind.SUBSCRIPTION_SCHEDULE, id));
    }

    @PostMapping("/{id}/cancel")
    ObjectNode cancel(@PathVariable String id) {
        return schedules.cancel(objects.get(Kind.SUBSCRIPTION_SCHEDULE, id));
    }
}

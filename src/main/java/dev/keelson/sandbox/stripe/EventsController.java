package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.WebhookSender;
import java.time.Period;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** The events of the last 30 days. */
@RestController
@RequestMapping("/stripe/v1/events")
class EventsController {
    private static final Period KEPT = Period.ofDays(30);
    private static final int MAX_TYPES = 20;

    private final StripeObjects objects;
    private final WebhookSender webhooks;

    EventsController(StripeObjects objects, WebhookSender webhooks) {
        this.objects = objects;
        this.webhooks = webhooks;
    }

    @GetMapping
    ObjectNode list(Params params) {
        var undelivered = webhooks.undelivered(StripeEvents.VENDOR);
        var kept = objects.all(Kind.EVENT).stream().filter(this::isKept).toList();
        var found = kept.stream()
                .filter(ObjectList.createdIn(params))
                .filter(ofType(params))
                .map(event -> pending(event, undelivered))
                .filter(delivered(params, undelivered))
                .toList();
        return ObjectList.page("/v1/events", found, kept, params);
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        var event = objects.get(Kind.EVENT, id);
        if (!isKept(event)) {
            throw StripeError.noSuch(Kind.EVENT, id);
        }
        return pending(event, webhooks.undelivered(StripeEvents.VENDOR));
    }

    private boolean isKept(ObjectNode event) {
        return Json.time(event, "created").orElseThrow().isAfter(objects.now().minus(KEPT));
    }

    private static ObjectNode pending(ObjectNode event, Set<String> undelivered) {
        return event.put("pending_webhooks", undelivered.contains(Json.string(event, "id")) ? 1 : 0);
    }

    private static Predicate<ObjectNode> ofType(Params params) {
        var types = params.texts("types");
        if (params.has("type") && !types.isEmpty()) {
            throw StripeError.invalid("You may only specify one of these parameters: type, types.");
        }
        if (types.size() > MAX_TYPES) {
            throw StripeError.invalid("You may specify at most 20 types.").param("types");
        }
        var wanted = types.isEmpty() ? params.text("type").map(List::of).orElseGet(List::of) : types;
        return event -> wanted.isEmpty() || wanted.stream().anyMatch(type -> matches(type, Json.string(event, "type")));
    }

    /** {@code customer.*} is every type that starts so. */
    private static boolean matches(String wanted, String type) {
        return wanted.endsWith("*") ? type.startsWith(wanted.substring(0, wanted.length() - 1)) : type.equals(wanted);
    }

    private static Predicate<ObjectNode> delivered(Params params, Set<String> undelivered) {
        var success = params.flag("delivery_success");
        return event -> success.isEmpty() || success.get() != undelivered.contains(Json.string(event, "id"));
    }
}

package dev.keelson.sandbox.stripe;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Events that were told by a notification alone. */
@RestController
@RequestMapping("/stripe/v2/core/events")
class CoreEventsController {
    private final StripeEvents events;

    CoreEventsController(StripeEvents events) {
        this.events = events;
    }

    @GetMapping("/{id}")
    ObjectNode retrieve(@PathVariable String id) {
        return events.find(id).orElseThrow(() -> StripeError.noSuch(Kind.EVENT, id));
    }
}

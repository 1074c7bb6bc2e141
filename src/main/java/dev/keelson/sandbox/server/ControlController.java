package dev.keelson.sandbox.server;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What people and tests may tell the sandbox itself. */
@RestController
@RequestMapping("/control")
class ControlController {
    private final Misbehaviour misbehaviour;
    private final DeliveryQueue queue;
    private final WebhookDispatcher dispatcher;
    private final SandboxStore store;
    private final ApplicationEventPublisher events;
    private final Set<String> vendors;

    ControlController(
            Misbehaviour misbehaviour,
            DeliveryQueue queue,
            WebhookDispatcher dispatcher,
            SandboxStore store,
            ApplicationEventPublisher events,
            List<StandIn> standIns) {
        this.misbehaviour = misbehaviour;
        this.queue = queue;
        this.dispatcher = dispatcher;
        this.store = store;
        this.events = events;
        this.vendors = standIns.stream().map(StandIn::vendor).collect(Collectors.toSet());
    }

    record MisbehaviourRequest(
            @Nullable Integer calls,
            int latencyMillis,
            int status,
            int retryAfterSeconds,
            boolean reset,
            boolean afterEffect,
            @Nullable WebhookMisbehaviour webhooks) {}

    record MisbehaviourResponse(
            @Nullable CallMisbehaviour calls, @Nullable WebhookMisbehaviour webhooks) {}

    @GetMapping("/{vendor}/misbehaviour")
    MisbehaviourResponse misbehaviour(@PathVariable String vendor) {
        known(vendor);
        return new MisbehaviourResponse(misbehaviour.calls(vendor), misbehaviour.webhooks(vendor));
    }

    @PostMapping("/{vendor}/misbehaviour")
    MisbehaviourResponse misbehave(@PathVariable String vendor, @RequestBody MisbehaviourRequest request) {
        known(vendor);
        if (request.calls() == null && request.webhooks() == null) {
            throw new ControlException(
                    HttpStatus.BAD_REQUEST, "Say what to spoil: 'calls', or 'webhooks' with 'next'.");
        }
        if (request.calls() != null) {
            misbehaviour.spoilCalls(
                    vendor,
                    new CallMisbehaviour(
                            request.calls(),
                            request.latencyMillis(),
                            request.status(),
                            request.retryAfterSeconds(),
                            request.reset(),
                            request.afterEffect()));
        }
        if (request.webhooks() != null) {
            misbehaviour.spoilWebhooks(vendor, request.webhooks());
        }
        return misbehaviour(vendor);
    }

    @DeleteMapping("/{vendor}/misbehaviour")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void behave(@PathVariable String vendor) {
        known(vendor);
        misbehaviour.clear(vendor);
    }

    @GetMapping("/webhooks")
    List<Delivery> webhooks(@RequestParam(required = false) @Nullable String vendor) {
        return queue.log(vendor);
    }

    @PostMapping("/webhooks/{id}/resend")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Map<String, Long> resend(@PathVariable long id) {
        if (!queue.sendAgain(id)) {
            throw new ControlException(HttpStatus.NOT_FOUND, "There is no webhook with this id in the log.");
        }
        dispatcher.wake();
        return Map.of("id", id);
    }

    @PostMapping("/reset")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void reset() {
        misbehaviour.clear();
        store.atomically(() -> {
            queue.clear();
            store.clear();
            events.publishEvent(new SandboxReset());
        });
    }

    private void known(String vendor) {
        if (!vendors.contains(vendor)) {
            throw new ControlException(
                    HttpStatus.NOT_FOUND,
                    "The sandbox has no stand-in named so; it has: "
                            + vendors.stream().sorted().collect(Collectors.joining(", ")) + ".");
        }
    }
}

package dev.keelson.webhooks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Finds the handler of a type: the exact one, else the one with the longest prefix. */
@Component
class WebhookHandlers {
    private static final String ANY = ".*";

    private record Key(WebhookProvider provider, String type) {}

    private final Map<Key, WebhookHandler> handlers = new HashMap<>();

    WebhookHandlers(List<WebhookHandler> beans) {
        for (WebhookHandler handler : beans) {
            for (String type : handler.types()) {
                var other = handlers.put(new Key(handler.provider(), type), handler);
                if (other != null) {
                    throw new IllegalStateException("%s and %s both handle %s of %s"
                            .formatted(other.getClass(), handler.getClass(), type, handler.provider()));
                }
            }
        }
    }

    Optional<WebhookHandler> find(WebhookProvider provider, String type) {
        var exact = handlers.get(new Key(provider, type));
        if (exact != null) {
            return Optional.of(exact);
        }
        for (int dot = type.lastIndexOf('.'); dot > 0; dot = type.lastIndexOf('.', dot - 1)) {
            var byPrefix = handlers.get(new Key(provider, type.substring(0, dot) + ANY));
            if (byPrefix != null) {
                return Optional.of(byPrefix);
            }
        }
        return Optional.empty();
    }

    WebhookOutcome handle(Due due) {
        return handleAll(find(due.event().provider(), due.event().type()), List.of(due))
                .getFirst();
    }

    /** @param events of the types of this handler; without one they are ignored */
    List<WebhookOutcome> handleAll(Optional<WebhookHandler> handler, List<Due> events) {
        if (handler.isEmpty()) {
            return events.stream().map(_ -> WebhookOutcome.IGNORED).toList();
        }
        if (!events.stream().allMatch(Due::readable)) {
            throw new NonRetryableWebhookException("the stored body is no JSON");
        }
        var payloads = events.stream().map(Due::event).toList();
        return handler.get() instanceof WebhookBatchHandler batch
                ? batch.handleAll(payloads)
                : payloads.stream().map(handler.get()::handle).toList();
    }

    boolean pauses(WebhookEvent event) {
        return find(event.provider(), event.type())
                .map(handler -> handler.pausesSubject(event.type()))
                .orElse(false);
    }

    /** The subjects whose later events have to wait for these. */
    Set<String> pausing(List<Due> events) {
        return events.stream()
                .map(Due::event)
                .filter(this::pauses)
                .map(WebhookEvent::subject)
                .collect(Collectors.toUnmodifiableSet());
    }
}

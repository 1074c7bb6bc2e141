package dev.keelson.webhooks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
}

package dev.keelson.sandbox.stripe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Stripe's own sample objects, emptied: every field that the API version has, so that a reader meets all of them. */
@Component
class Templates {
    private final Map<Kind, ObjectNode> templates = new EnumMap<>(Kind.class);

    Templates(JsonMapper json) {
        for (var kind : Kind.values()) {
            try (var resource = new ClassPathResource("sandbox/stripe/" + kind.object() + ".json").getInputStream()) {
                templates.put(kind, (ObjectNode) json.readTree(resource));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    ObjectNode of(Kind kind) {
        return Objects.requireNonNull(templates.get(kind)).deepCopy();
    }
}

package dev.keelson.sandbox.stripe;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A request's parameters: form fields whose brackets make a tree. A list is a node with its indexes as names. */
final class Params {
    private static final Pattern PART = Pattern.compile("^([^\\[\\]]+)|\\[([^\\[\\]]*)]");

    private final ObjectNode tree;
    private final String path;

    private Params(ObjectNode tree, String path) {
        this.tree = tree;
        this.path = path;
    }

    static Params of(Map<String, String[]> fields) {
        var root = Json.object();
        fields.forEach((name, values) -> {
            for (var value : values) {
                insert(root, name, value);
            }
        });
        return new Params(root, "");
    }

    /** Params that were kept, as {@link #tree()} gave them. */
    static Params of(ObjectNode tree) {
        return new Params(tree, "");
    }

    private static void insert(ObjectNode root, String name, String value) {
        var parts = PART.matcher(name)
                .results()
                .map(part -> part.group(1) == null ? part.group(2) : part.group(1))
                .toList();
        var node = root;
        for (var part : parts.subList(0, parts.size() - 1)) {
            var key = part.isEmpty() ? Integer.toString(node.size()) : part;
            node = node.get(key) instanceof ObjectNode child ? child : node.putObject(key);
        }
        var last = parts.getLast();
        node.put(last.isEmpty() ? Integer.toString(node.size()) : last, value);
    }

    ObjectNode tree() {
        return tree;
    }

    /** Whether it was sent, be it as an empty string, which is how a field is emptied. */
    boolean has(String name) {
        return tree.has(name);
    }

    Optional<String> text(String name) {
        return Json.text(tree, name).filter(value -> !value.isEmpty());
    }

    String required(String name) {
        return text(name).orElseThrow(() -> StripeError.missing(nameOf(name)));
    }

    OptionalLong number(String name) {
        var text = text(name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(text.get()));
        } catch (NumberFormatException e) {
            throw StripeError.invalid("Invalid integer: " + text.get())
                    .code("parameter_invalid_integer")
                    .param(nameOf(name));
        }
    }

    Optional<Instant> time(String name) {
        var seconds = number(name);
        return seconds.isPresent() ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong())) : Optional.empty();
    }

    Optional<Boolean> flag(String name) {
        return text(name).map(value -> switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw StripeError.invalid("Invalid boolean: " + value).param(nameOf(name));
        });
    }

    /** One of the values, or none. */
    Optional<String> choice(String name, String... values) {
        var chosen = text(name);
        if (chosen.isPresent() && !List.of(values).contains(chosen.get())) {
            throw StripeError.invalid(
                            "Invalid %s: must be one of %s".formatted(nameOf(name), String.join(", ", values)))
                    .param(nameOf(name));
        }
        return chosen;
    }

    Params object(String name) {
        return new Params(tree.get(name) instanceof ObjectNode child ? child : Json.object(), nameOf(name));
    }

    List<Params> list(String name) {
        return tree.path(name)
                .propertyStream()
                .filter(entry -> entry.getValue() instanceof ObjectNode)
                .map(entry ->
                        new Params((ObjectNode) entry.getValue(), "%s[%s]".formatted(nameOf(name), entry.getKey())))
                .toList();
    }

    List<String> texts(String name) {
        return tree.path(name).valueStream().map(JsonNode::stringValue).toList();
    }

    /** The name as the caller wrote it, for errors. */
    String nameOf(String name) {
        return path.isEmpty() ? name : "%s[%s]".formatted(path, name);
    }

    /** Takes over texts as they are; an empty one empties the field. */
    void copyTexts(ObjectNode target, String... names) {
        for (var name : names) {
            if (has(name)) {
                target.put(name, text(name).orElse(null));
            }
        }
    }

    /** Merges metadata as Stripe does: a key with an empty value is removed, an empty {@code metadata} removes all. */
    void copyMetadata(ObjectNode target) {
        if (!has("metadata")) {
            return;
        }
        var metadata = target.withObject("/metadata");
        if (!(tree.get("metadata") instanceof ObjectNode changes)) {
            if (text("metadata").isPresent()) {
                throw StripeError.invalid("Invalid object").param(nameOf("metadata"));
            }
            metadata.removeAll();
            return;
        }
        changes.properties().forEach(entry -> {
            if (entry.getValue().stringValue("").isEmpty()) {
                metadata.remove(entry.getKey());
            } else {
                metadata.set(entry.getKey(), entry.getValue());
            }
        });
    }
}

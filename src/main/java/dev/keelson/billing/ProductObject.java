package dev.keelson.billing;

import dev.keelson.webhooks.NonRetryableWebhookException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a Stripe product says of a plan.
 *
 * <ul>
 *   <li>the plan's name: metadata {@code plan}, else the product's name in lower case
 *   <li>features: every metadata key {@code feature_<name>} whose value is {@code true}, {@code yes}, {@code on} or
 *       {@code 1}; where a product has no such key at all, the names of its {@code marketing_features}
 *   <li>limits: every metadata key {@code limit_<name>} whose value is a whole number or {@code unlimited}; with a plus before
 *       the number, such as {@code +50}, it comes on top of what another product gives, once for each that is bought
 * </ul>
 *
 * @param limits null where there is no limit
 * @param addedLimits what each of it adds
 */
record ProductObject(
        String name,
        @Nullable String description,
        String plan,
        boolean active,
        List<String> features,
        SortedMap<String, @Nullable Long> limits,
        SortedMap<String, Long> addedLimits) {
    private static final String FEATURE = "feature_";
    private static final String LIMIT = "limit_";

    static ProductObject from(JsonNode product) {
        String name = StripeJson.text(product, "name");
        if (name == null) {
            throw new NonRetryableWebhookException("a product without 'name'");
        }
        var metadata = product.path("metadata");
        String plan = StripeJson.text(metadata, "plan");
        return new ProductObject(
                name,
                StripeJson.text(product, "description"),
                plan == null || plan.isBlank() ? name.strip().toLowerCase(Locale.ROOT) : plan.strip(),
                StripeJson.flag(product, "active"),
                features(product, metadata),
                limits(metadata),
                addedLimits(metadata));
    }

    private static List<String> features(JsonNode product, JsonNode metadata) {
        var keys = metadata.propertyNames().stream()
                .filter(key -> key.startsWith(FEATURE))
                .sorted()
                .toList();
        if (!keys.isEmpty()) {
            return keys.stream()
                    .filter(key -> isOn(StripeJson.text(metadata, key)))
                    .map(key -> key.substring(FEATURE.length()))
                    .toList();
        }
        var names = new ArrayList<String>();
        for (var feature : product.path("marketing_features")) {
            String name = StripeJson.text(feature, "name");
            if (name != null) {
                names.add(name);
            }
        }
        return List.copyOf(names);
    }

    private static boolean isOn(@Nullable String value) {
        return value != null
                && switch (value.strip().toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on", "1" -> true;
                    default -> false;
                };
    }

    private static SortedMap<String, @Nullable Long> limits(JsonNode metadata) {
        var limits = new TreeMap<String, @Nullable Long>();
        for (var entry : metadata.properties()) {
            String value = StripeJson.text(metadata, entry.getKey());
            if (!entry.getKey().startsWith(LIMIT) || value == null) {
                continue;
            }
            String name = entry.getKey().substring(LIMIT.length());
            if (value.strip().equalsIgnoreCase("unlimited")) {
                limits.put(name, null);
            } else if (value.strip().matches("\\d{1,18}")) {
                limits.put(name, Long.parseLong(value.strip()));
            }
        }
        return limits;
    }

    private static SortedMap<String, Long> addedLimits(JsonNode metadata) {
        var added = new TreeMap<String, Long>();
        for (var entry : metadata.properties()) {
            String value = StripeJson.text(metadata, entry.getKey());
            if (entry.getKey().startsWith(LIMIT)
                    && value != null
                    && value.strip().matches("\\+\\d{1,18}")) {
                added.put(
                        entry.getKey().substring(LIMIT.length()),
                        Long.parseLong(value.strip().substring(1)));
            }
        }
        return added;
    }
}

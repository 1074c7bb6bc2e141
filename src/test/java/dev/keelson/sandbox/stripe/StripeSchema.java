package dev.keelson.sandbox.stripe;

import static java.util.Objects.requireNonNull;

import com.stripe.model.EventDataClassLookup;
import com.stripe.model.ExpandableField;
import com.stripe.model.StripeCollection;
import com.stripe.model.StripeObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Stripe's objects look like, from two sources: the official sample of each kind says which fields there always are,
 * and the models of Stripe's client say which there can be and of what types, all the way down.
 */
final class StripeSchema {
    /** In the sample, and for a reason not in the stand-in's objects. */
    private static final Map<String, String> ABSENT = Map.of(
            "charge.refunds", "only on request since 2022-11-15",
            "charge.source", "of payments older than payment intents",
            "payment_intent.source", "of payments older than payment intents",
            "invoice.subscription", "gone since 2025-03-31.basil; the sample still has it",
            "line_item.subscription", "gone since 2025-03-31.basil; the sample still has it",
            "coupon.applies_to", "only on request");

    private final JsonNode samples;

    StripeSchema() {
        try (var samples = new ClassPathResource("sandbox/stripe/2026-07-29.dahlia.json").getInputStream()) {
            this.samples = JsonMapper.shared().readTree(samples);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with an object of Stripe's; nothing, if all is well. */
    List<String> problems(JsonNode object) {
        var problems = new ArrayList<String>();
        var kind = object.path("object").stringValue();
        var sample = samples.path(kind);
        if (sample.isMissingNode()) {
            problems.add(kind + ": no sample");
        } else {
            lacking(sample, object, kind, problems);
        }
        var model = EventDataClassLookup.classLookup.get(kind);
        if (model == null) {
            problems.add(kind + ": no model");
        } else {
            foreign(model, object, kind, problems);
        }
        return problems;
    }

    /** Fields of the sample that are not there, in nested objects of it too. */
    private static void lacking(JsonNode sample, JsonNode object, String path, List<String> problems) {
        sample.properties().forEach(entry -> {
            var name = path + "." + entry.getKey();
            if (ABSENT.containsKey(name)) {
                return;
            }
            var value = object.path(entry.getKey());
            if (value.isMissingNode() && !name.equals("invoice.id")) {
                problems.add(name + " is missing");
            } else if (value.isObject()
                    && entry.getValue().isObject()
                    && !entry.getKey().equals("metadata")) {
                lacking(entry.getValue(), value, name, problems);
            }
        });
    }

    /** Fields that Stripe does not know, or knows with another type. */
    private static void foreign(Class<?> model, JsonNode object, String path, List<String> problems) {
        var fields = fields(model);
        object.properties().forEach(entry -> {
            var name = path + "." + entry.getKey();
            var type = fields.get(entry.getKey());
            if (type == null) {
                problems.add(name + " is unknown to Stripe");
            } else if (!entry.getValue().isNull()) {
                value(type, entry.getValue(), name, problems);
            }
        });
    }

    private static void value(Type type, JsonNode value, String path, List<String> problems) {
        if (type instanceof ParameterizedType generic) {
            var inner = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == ExpandableField.class) {
                if (!value.isString()) {
                    value(inner, value, path, problems);
                }
            } else if (generic.getRawType() == List.class) {
                expect(value.isArray(), path, "an array", value, problems);
                value.valueStream().forEach(each -> value(inner, each, path + "[]", problems));
            } else {
                expect(value.isObject(), path, "an object", value, problems);
            }
        } else if (type instanceof Class<?> model && StripeCollection.class.isAssignableFrom(model)) {
            var inner = ((ParameterizedType) model.getGenericSuperclass()).getActualTypeArguments()[0];
            expect(value.path("object").asString("").equals("list"), path, "a list", value, problems);
            value.path("data").valueStream().forEach(each -> value(inner, each, path + "[]", problems));
        } else if (type instanceof Class<?> model && StripeObject.class.isAssignableFrom(model)) {
            expect(value.isObject(), path, "an object", value, problems);
            foreign(model, value, path, problems);
        } else {
            expect(matches(type, value), path, type.getTypeName(), value, problems);
        }
    }

    private static boolean matches(Type type, JsonNode value) {
        if (type == String.class) {
            return value.isString();
        }
        if (type == Long.class || type == Integer.class) {
            return value.isIntegralNumber();
        }
        if (type == Boolean.class) {
            return value.isBoolean();
        }
        // Decimals are numbers in older fields and strings in newer ones.
        return type != BigDecimal.class || value.isNumber() || value.isString();
    }

    private static void expect(boolean right, String path, String expected, JsonNode value, List<String> problems) {
        if (!right) {
            problems.add("%s should be %s and is %s".formatted(path, expected, value));
        }
    }

    private static Map<String, Type> fields(Class<?> model) {
        var fields = new HashMap<String, Type>();
        for (Class<?> each = model; each != null; each = each.getSuperclass()) {
            for (var field : each.getDeclaredFields()) {
                name(field).ifPresent(name -> fields.put(name, field.getGenericType()));
            }
        }
        // The models leave out what says of itself what it is.
        fields.putIfAbsent("object", String.class);
        return fields;
    }

    /** Gson's annotation, which is not on the compiler's path. */
    private static Optional<String> name(Field field) {
        return Arrays.stream(field.getAnnotations())
                .filter(annotation ->
                        annotation.annotationType().getSimpleName().equals("SerializedName"))
                .findFirst()
                .map(StripeSchema::value);
    }

    private static String value(Annotation serializedName) {
        try {
            return (String) requireNonNull(
                    serializedName.annotationType().getMethod("value").invoke(serializedName));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.keelson.billing;

import dev.keelson.shared.Timestamps;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A kind of Stripe's objects that is mirrored column by column: its table, and where in the object's JSON each column stands,
 * in any API version. From that its rows are written ({@link MirrorWriter}) and compared with Stripe.
 *
 * <p>Every column is read from what may be stored, so what is not kept of an erased user's objects is in no column either.
 *
 * @param columns beside those that every mirrored table has and {@code user_id}
 * @param owned whether the table has a {@code user_id}, which is that of the customer in {@code stripe_customer_id}
 * @param ofTheErased what is kept of an object whose user is erased
 * @param ofTheGone what is kept of an object that Stripe has deleted
 */
record MirrorKind(
        MirrorTable table,
        List<Column> columns,
        boolean owned,
        UnaryOperator<JsonNode> ofTheErased,
        UnaryOperator<JsonNode> ofTheGone) {
    static final String CUSTOMER = "stripe_customer_id";
    static final String CHARGE = "stripe_charge_id";
    static final String PAYMENT_INTENT = "stripe_payment_intent_id";

    /**
     * One column.
     *
     * @param type PostgreSQL's
     * @param value as PostgreSQL reads it from text
     */
    record Column(String name, String type, Function<JsonNode, @Nullable String> value) {}

    static Builder of(MirrorTable table) {
        return new Builder(table);
    }

    /** The object as it may be kept. */
    Snapshot kept(Snapshot told, boolean erased) {
        var object = told.deletedAt() == null ? told.object() : ofTheGone.apply(told.object());
        return told.with(erased ? ofTheErased.apply(object) : object);
    }

    /** What the columns say of an object: two objects that say the same are the same to us. */
    Map<String, @Nullable String> meaning(JsonNode object) {
        var meaning = new LinkedHashMap<String, @Nullable String>();
        columns.forEach(column -> meaning.put(column.name(), column.value().apply(object)));
        return meaning;
    }

    /** Whether it names no customer, but a payment, whose customer it then is. */
    boolean isOfPayment() {
        return !namesCustomer() && has(CHARGE);
    }

    boolean namesCustomer() {
        return has(CUSTOMER);
    }

    private boolean has(String column) {
        return columns.stream().anyMatch(each -> each.name().equals(column));
    }

    /** What a column says of an object; null where there is no such column. */
    @Nullable
    String value(String column, JsonNode object) {
        return columns.stream()
                .filter(each -> each.name().equals(column))
                .findFirst()
                .map(each -> each.value().apply(object))
                .orElse(null);
    }

    /** Says where the columns stand; a field without a name of its own is called as the column. */
    static final class Builder {
        private final MirrorTable table;
        private final List<Column> columns = new ArrayList<>();
        private boolean owned;
        private UnaryOperator<JsonNode> ofTheErased = UnaryOperator.identity();
        private UnaryOperator<JsonNode> ofTheGone = UnaryOperator.identity();

        private Builder(MirrorTable table) {
            this.table = table;
        }

        /** It is its customer's, and so the customer's user's. */
        Builder ofCustomer(String field) {
            owned = true;
            return id(CUSTOMER, field);
        }

        Builder keepingOfTheErased(UnaryOperator<JsonNode> kept) {
            ofTheErased = kept;
            return this;
        }

        Builder keepingOfTheGone(UnaryOperator<JsonNode> kept) {
            ofTheGone = kept;
            return this;
        }

        Builder texts(String... fields) {
            for (String field : fields) {
                text(field, object -> StripeJson.text(object, field));
            }
            return this;
        }

        Builder text(String column, Function<JsonNode, @Nullable String> value) {
            return add(column, "text", value);
        }

        /** Another object's id. */
        Builder id(String column, String field) {
            return text(column, object -> StripeJson.id(object, field));
        }

        /** Whole numbers that may be missing. */
        Builder numbers(String... fields) {
            for (String field : fields) {
                number(field, object -> StripeJson.number(object, field));
            }
            return this;
        }

        Builder number(String column, Function<JsonNode, @Nullable Long> value) {
            return add(column, "bigint", object -> string(value.apply(object)));
        }

        /** In minor units; what is missing is nothing. */
        Builder amounts(String... fields) {
            for (String field : fields) {
                number(field, object -> StripeJson.numberOrZero(object, field));
            }
            return this;
        }

        Builder decimal(String field) {
            return add(field, "numeric", object -> {
                var value = object.path(field);
                return value.isNumber() ? value.decimalValue().toPlainString() : null;
            });
        }

        Builder flags(String... fields) {
            for (String field : fields) {
                flag(field, object -> StripeJson.flag(object, field));
            }
            return this;
        }

        Builder flag(String column, Function<JsonNode, Boolean> value) {
            return add(column, "boolean", object -> string(value.apply(object)));
        }

        Builder times(String... fields) {
            for (String field : fields) {
                time(field, object -> object, field);
            }
            return this;
        }

        /** @param at the part of the object that has the field */
        Builder time(String column, UnaryOperator<JsonNode> at, String field) {
            return add(
                    column, "timestamptz", object -> string(Timestamps.at(StripeJson.time(at.apply(object), field))));
        }

        /** When Stripe made it. */
        Builder issuedAt() {
            return time("issued_at", object -> object, "created");
        }

        Builder json(String column, Function<JsonNode, JsonNode> value) {
            return add(column, "jsonb", object -> value.apply(object).toString());
        }

        MirrorKind build() {
            return new MirrorKind(table, List.copyOf(columns), owned, ofTheErased, ofTheGone);
        }

        private Builder add(String column, String type, Function<JsonNode, @Nullable String> value) {
            columns.add(new Column(column, type, value));
            return this;
        }

        private static @Nullable String string(@Nullable Object value) {
            return value == null ? null : value.toString();
        }
    }
}

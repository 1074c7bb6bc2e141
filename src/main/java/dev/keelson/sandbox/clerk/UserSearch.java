package dev.keelson.sandbox.clerk;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a list of users is asked for.
 *
 * @param emailAddresses only these, where there are any
 * @param query part of an e-mail address, name, username or id
 * @param orderBy a field, after {@code +} or {@code -}
 * @param startingAfter the last user of the page before
 */
record UserSearch(
        List<String> emailAddresses,
        List<String> userIds,
        @Nullable String query,
        @Nullable Boolean banned,
        String orderBy,
        int limit,
        int offset,
        @Nullable String startingAfter) {
    private static final int LARGEST_PAGE = 500;
    private static final Set<String> ORDERS = Set.of(
            "created_at", "updated_at", "last_sign_in_at", "last_active_at", "first_name", "last_name", "username");
    private static final Set<String> TEXT_ORDERS = Set.of("first_name", "last_name", "username");

    UserSearch {
        // An unescaped '+' in a query is a space.
        orderBy = orderBy.replaceFirst("^[ +]", "");
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw invalid("limit", "limit is from 1 to 500.");
        }
        if (offset < 0) {
            throw invalid("offset", "offset is 0 or more.");
        }
        if (!ORDERS.contains(orderBy.replaceFirst("^-", ""))) {
            throw invalid("order_by", "order_by does not know this field.");
        }
        if (startingAfter != null && (offset != 0 || !orderBy.endsWith("created_at"))) {
            throw invalid("starting_after", "starting_after goes with order_by created_at and no offset.");
        }
    }

    List<ObjectNode> page(List<ObjectNode> users) {
        var sorted = matching(users).sorted(order()).toList();
        return sorted.stream()
                .skip(startingAfter == null ? offset : after(sorted))
                .limit(limit)
                .toList();
    }

    Stream<ObjectNode> matching(List<ObjectNode> users) {
        return users.stream()
                .filter(user -> emailAddresses.isEmpty()
                        || emailAddresses.stream().anyMatch(address -> Users.hasEmailAddress(user, address)))
                .filter(user ->
                        userIds.isEmpty() || userIds.contains(user.get("id").stringValue()))
                .filter(user -> banned == null || banned == user.get("banned").booleanValue())
                .filter(this::containsQuery);
    }

    private boolean containsQuery(ObjectNode user) {
        if (query == null) {
            return true;
        }
        var part = query.toLowerCase(Locale.ROOT);
        var texts = Stream.concat(
                Stream.of("id", "username", "first_name", "last_name").map(user::path),
                user.get("email_addresses").valueStream().map(address -> address.get("email_address")));
        return texts.anyMatch(text -> text.asString("").toLowerCase(Locale.ROOT).contains(part));
    }

    /** By id where the field is equal, so that pages never overlap. */
    private Comparator<ObjectNode> order() {
        var field = orderBy.replaceFirst("^-", "");
        Comparator<ObjectNode> order = TEXT_ORDERS.contains(field)
                ? Comparator.comparing(user -> user.path(field).asString(""))
                : Comparator.comparingLong(user -> user.path(field).asLong(0));
        order = order.thenComparing(user -> user.get("id").stringValue());
        return orderBy.startsWith("-") ? order.reversed() : order;
    }

    private int after(List<ObjectNode> sorted) {
        for (int i = 0; i < sorted.size(); i++) {
            if (sorted.get(i).get("id").stringValue().equals(startingAfter)) {
                return i + 1;
            }
        }
        throw invalid("starting_after", "starting_after names no user of this list.");
    }

    private static ClerkError invalid(String parameter, String message) {
        return ClerkError.unprocessable("form_param_value_invalid", message, parameter);
    }
}

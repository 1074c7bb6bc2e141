package dev.keelson.sandbox.stripe;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ObjectNode;

/** One page of a list, in Stripe's order, which is newest first, with Stripe's cursors. */
final class ObjectList {
    private static final int DEFAULT_LIMIT = 10;
    private static final int MAX_LIMIT = 100;

    private ObjectList() {}

    /** @param url the path, starting with {@code /v1/} */
    static ObjectNode page(String url, List<ObjectNode> newestFirst, Params params) {
        return page(url, newestFirst, newestFirst, params);
    }

    /** @param all what a cursor may name: also an object that the filter leaves out by now */
    static ObjectNode page(String url, List<ObjectNode> newestFirst, List<ObjectNode> all, Params params) {
        int limit = limit(params);
        int from = 0;
        int to = newestFirst.size();
        boolean backwards = params.has("ending_before");
        if (backwards && params.has("starting_after")) {
            throw StripeError.invalid("You may only specify one of these parameters: starting_after, ending_before.");
        }
        if (params.has("starting_after")) {
            from = after(newestFirst, all, position(all, params, "starting_after"));
        }
        if (backwards) {
            to = after(newestFirst, all, position(all, params, "ending_before") - 1);
        }
        boolean hasMore = to - from > limit;
        if (hasMore && backwards) {
            from = to - limit;
        } else if (hasMore) {
            to = from + limit;
        }
        return of(url, newestFirst.subList(from, Math.max(from, to)), hasMore);
    }

    static ObjectNode of(String url, List<ObjectNode> data, boolean hasMore) {
        var list = Json.object().put("object", "list").put("url", url).put("has_more", hasMore);
        list.putArray("data").addAll(data);
        return list;
    }

    /** Objects whose fields are what the parameters of the same names say; an absent parameter says nothing. */
    static Predicate<ObjectNode> matching(Params params, String... fields) {
        return node -> Arrays.stream(fields).allMatch(field -> {
            var wanted = params.text(field);
            return wanted.isEmpty() || wanted.get().equals(node.path(field).asString(""));
        });
    }

    /** {@code created} as a time, or {@code created[gt|gte|lt|lte]}. */
    static Predicate<ObjectNode> createdIn(Params params) {
        var exact = params.tree().path("created").isString() ? params.number("created") : OptionalLong.empty();
        var range = params.object("created");
        var gt = range.number("gt");
        var gte = range.number("gte");
        var lt = range.number("lt");
        var lte = range.number("lte");
        return node -> {
            long created = Json.number(node, "created");
            return (exact.isEmpty() || created == exact.getAsLong())
                    && (gt.isEmpty() || created > gt.getAsLong())
                    && (gte.isEmpty() || created >= gte.getAsLong())
                    && (lt.isEmpty() || created < lt.getAsLong())
                    && (lte.isEmpty() || created <= lte.getAsLong());
        };
    }

    /** How many of the shown ones stand up to that place among all. */
    private static int after(List<ObjectNode> shown, List<ObjectNode> all, int place) {
        var ids = all.subList(0, place + 1).stream()
                .map(node -> Json.string(node, "id"))
                .collect(Collectors.toSet());
        return (int) shown.stream()
                .filter(node -> ids.contains(Json.string(node, "id")))
                .count();
    }

    private static int limit(Params params) {
        long limit = params.number("limit").orElse(DEFAULT_LIMIT);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw StripeError.invalid("This value must be between 1 and 100.")
                    .code("parameter_invalid_integer")
                    .param("limit");
        }
        return (int) limit;
    }

    private static int position(List<ObjectNode> list, Params params, String cursor) {
        var id = params.required(cursor);
        return IntStream.range(0, list.size())
                .filter(i -> Json.is(list.get(i), "id", id))
                .findFirst()
                .orElseThrow(() -> StripeError.invalid("No such object: '%s'".formatted(id))
                        .code("resource_missing")
                        .param(cursor));
    }
}

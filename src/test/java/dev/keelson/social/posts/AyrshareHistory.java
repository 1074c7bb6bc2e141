package dev.keelson.social.posts;

import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may happen at Ayrshare around one profile, made up from a seed: accounts are linked, unlinked, dropped and about to end;
 * what was posted appears, first without an address perhaps, or fails, for now or for good. Often several things in one second.
 *
 * @param entries in the order in which they happened
 * @param posts the networks of each post, by Ayrshare's id
 */
public record AyrshareHistory(List<Entry> entries, Map<String, Set<Platform>> posts) {
    /** Stands for the profile's reference, also in all other ids. */
    private static final String REF = "REFERENCE";

    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * One event.
     *
     * @param linked what {@code GET /user} answers after it
     */
    public record Entry(JsonNode payload, JsonNode linked) {
        @Override
        public String toString() {
            return payload.toString();
        }
    }

    public static AyrshareHistory random(long seed) {
        return new Generator(new Random(seed)).history();
    }

    /** The same history of another profile. */
    public AyrshareHistory of(String refId) {
        var ofIt = entries.stream()
                .map(entry -> new Entry(of(refId, entry.payload()), entry.linked()))
                .toList();
        var itsPosts = new LinkedHashMap<String, Set<Platform>>();
        posts.forEach((id, platforms) -> itsPosts.put(id.replace(REF, refId), platforms));
        return new AyrshareHistory(ofIt, itsPosts);
    }

    private static JsonNode of(String refId, JsonNode payload) {
        return JSON.readTree(payload.toString().replace(REF, refId));
    }

    /** What Ayrshare answers for the profile when the first {@code happened} entries have happened. */
    public JsonNode linked(int happened) {
        return entries.subList(0, happened).stream()
                .filter(entry -> entry.payload().path("action").stringValue().equals("social"))
                .reduce((_, last) -> last)
                .map(Entry::linked)
                .orElseGet(JsonNodeFactory.instance::objectNode);
    }

    private static final class Generator {
        private static final List<Platform> PLATFORMS =
                List.of(Platform.FACEBOOK, Platform.INSTAGRAM, Platform.LINKEDIN, Platform.TIKTOK);
        /** Of each kind: a network that could not fetch the media, a refused text, a lost link, one without a code. */
        private static final int[] ERRORS = {440, 138, 161, 0, 436};

        private final Random random;
        private final List<Entry> entries = new ArrayList<>();
        private final Map<Platform, String> linked = new TreeMap<>();
        private final Map<String, Set<Platform>> posts = new LinkedHashMap<>();
        private final Map<String, Map<Platform, ObjectNode>> results = new LinkedHashMap<>();
        private Instant now = START;

        Generator(Random random) {
            this.random = random;
        }

        AyrshareHistory history() {
            for (int i = 0; i < 3; i++) {
                var platforms = EnumSet.of(any());
                platforms.add(any());
                posts.put("AYR-" + i + "-" + REF, platforms);
                results.put("AYR-" + i + "-" + REF, new TreeMap<>());
            }
            link();
            for (int steps = 6 + random.nextInt(14); steps > 0; steps--) {
                now = now.plusMillis(List.of(0L, 0L, 400L, 1_000L, 30_000L).get(random.nextInt(5)));
                switch (random.nextInt(11)) {
                    case 0, 1 -> link();
                    case 2 -> unlink("user");
                    case 3 -> unlink("system");
                    case 4, 5 -> expire();
                    default -> news();
                }
            }
            return new AyrshareHistory(List.copyOf(entries), posts);
        }

        private Platform any() {
            return PLATFORMS.get(random.nextInt(PLATFORMS.size()));
        }

        private void link() {
            var platform = any();
            linked.put(platform, "Name " + random.nextInt(5));
            social(platform, "link", "user");
        }

        private void unlink(String source) {
            var platform = any();
            if (linked.remove(platform) != null) {
                social(platform, "unlink", source);
            }
        }

        /** The network may change its mind about the date. */
        private void expire() {
            linked.keySet().stream().findFirst().ifPresent(platform -> {
                for (int times = 1 + random.nextInt(2); times > 0; times--) {
                    var by = now.plus(Duration.ofDays(1 + random.nextInt(15)));
                    social(platform, "refresh", "system").put("refreshBy", by.toString());
                }
            });
        }

        private ObjectNode social(Platform platform, String type, String source) {
            return emit("social")
                    .put("platform", platform.ayrshareName())
                    .put("type", type)
                    .put("source", source);
        }

        /** Of one of the posts something is known that was not known before. */
        private void news() {
            var ids = List.copyOf(posts.keySet());
            String id = ids.get(random.nextInt(ids.size()));
            var known = Objects.requireNonNull(results.get(id));
            Objects.requireNonNull(posts.get(id)).forEach(platform -> {
                if (random.nextBoolean()) {
                    known.merge(
                            platform, next(platform), (before, after) -> isOut(before) ? withAddress(before) : after);
                }
            });
            boolean failed = known.values().stream().anyMatch(result -> result.has("message"));
            var payload = emit("scheduled").put("id", id).put("status", failed ? "error" : "success");
            var postIds = payload.putArray("postIds");
            var errors = payload.putArray("errors");
            known.values().forEach(result -> (result.has("message") ? errors : postIds).add(result.deepCopy()));
        }

        private ObjectNode next(Platform platform) {
            var result = JsonNodeFactory.instance.objectNode().put("platform", platform.ayrshareName());
            return switch (random.nextInt(4)) {
                case 0 -> result.put("status", "success").put("id", "pending");
                case 1 -> {
                    result.put("status", "success").put("id", "77" + platform.id());
                    yield random.nextBoolean() ? withAddress(result) : result;
                }
                default -> {
                    int code = ERRORS[random.nextInt(ERRORS.length)];
                    if (code != 0) {
                        result.put("code", code);
                    }
                    yield result.put("status", "error").put("message", "Refused " + random.nextInt(3));
                }
            };
        }

        private static boolean isOut(ObjectNode result) {
            return result.path("id").asString("").startsWith("77");
        }

        private static ObjectNode withAddress(ObjectNode result) {
            return result.put(
                    "postUrl", "https://network.example/" + result.path("id").stringValue());
        }

        private ObjectNode emit(String action) {
            var payload = JsonNodeFactory.instance.objectNode();
            payload.put("action", action)
                    .put("created", now.truncatedTo(ChronoUnit.SECONDS).toString())
                    .put("code", 200)
                    .put("hookId", "hook-" + entries.size() + "-" + REF)
                    .put("refId", REF);
            entries.add(new Entry(payload, user()));
            return payload;
        }

        private JsonNode user() {
            var user = JsonNodeFactory.instance.objectNode();
            var active = user.putArray("activeSocialAccounts");
            var names = user.putArray("displayNames");
            linked.forEach((platform, name) -> {
                active.add(platform.ayrshareName());
                names.addObject()
                        .put("platform", platform.ayrshareName())
                        .put("id", "id-" + name)
                        .put("displayName", name);
            });
            return user;
        }
    }
}

package dev.keelson.auth;

import static dev.keelson.auth.ClerkFixtures.T0;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may happen at Clerk around two users, made up from a seed: they change, compete for two addresses, become
 * administrators, are banned and deleted; they sign in and out, and some sessions are told of before their user. Often several
 * things in one millisecond.
 *
 * @param entries in the order in which they happened
 */
public record ClerkHistory(List<Entry> entries) {
    /** Stands in all ids and addresses. */
    public static final String PREFIX = "prefix-";

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * One event.
     *
     * @param at when it happened, ms
     * @param data the object as it was after that
     */
    public record Entry(String type, long at, JsonNode data) {
        public String id() {
            return data.path("id").stringValue();
        }

        /** As Clerk posts it. */
        public String body() {
            return ClerkFixtures.event(type, data).payload().toString();
        }

        boolean isOfUser() {
            return type.startsWith("user.");
        }

        @Override
        public String toString() {
            return "%s %s@%d %s"
                    .formatted(type, id(), at - T0, data.path("status").asString(""));
        }
    }

    public static ClerkHistory random(long seed) {
        return new Generator(new Random(seed)).history();
    }

    /** The same history of other users. */
    public ClerkHistory of(String prefix) {
        return new ClerkHistory(entries.stream()
                .map(entry -> new Entry(
                        entry.type(),
                        entry.at(),
                        JSON.readTree(entry.data().toString().replace(PREFIX, prefix))))
                .toList());
    }

    /** The ids of the users. */
    public List<String> users() {
        return entries.stream()
                .filter(Entry::isOfUser)
                .map(Entry::id)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * What Clerk answers for a user when the first {@code happened} entries have happened, and what else did in the same
     * millisecond: nobody hears of one and asks for it within it.
     */
    public JsonNode truth(String user, int happened) {
        long now = entries.get(Math.max(0, happened - 1)).at();
        return entries.stream()
                .filter(entry ->
                        entry.at() <= now && entry.isOfUser() && entry.id().equals(user))
                .reduce((_, last) -> last)
                .orElseThrow()
                .data();
    }

    private static final class Generator {
        private static final String[] ENDS = {"ended", "removed", "revoked"};

        private final Random random;
        private final List<Entry> entries = new ArrayList<>();
        private final Map<Integer, ObjectNode> users = new HashMap<>();
        private final List<ObjectNode> sessions = new ArrayList<>();
        private long at = T0;
        private int counter;

        Generator(Random random) {
            this.random = random;
        }

        ClerkHistory history() {
            if (random.nextInt(3) == 0) {
                signIn(0);
            }
            join(0, "a", at);
            tick();
            join(1, "b", null);
            for (int steps = 4 + random.nextInt(14); steps > 0; steps--) {
                tick();
                int user = random.nextInt(2);
                if (users.containsKey(user)) {
                    step(user);
                } else if (random.nextBoolean()) {
                    // Clerk ends a deleted user's sessions when it comes to it.
                    endSession();
                }
            }
            return new ClerkHistory(List.copyOf(entries));
        }

        private void tick() {
            at += random.nextInt(3) == 0 ? 0 : 1;
        }

        private void join(int user, String address, @Nullable Long verifiedAt) {
            var json = ClerkFixtures.user(PREFIX + "user" + user, at).put("last_sign_in_at", at);
            users.put(user, ClerkFixtures.email(json, addressOf(address), verifiedAt));
            emit("user.created", json);
        }

        private void step(int user) {
            switch (random.nextInt(14)) {
                case 0 -> change(user, json -> json.put("first_name", "name" + random.nextInt(9)));
                case 1, 2 ->
                    change(
                            user,
                            json -> ClerkFixtures.email(json, addressOf(random.nextBoolean() ? "a" : "b"), verified()));
                case 3 ->
                    change(user, json -> json.put("banned", !json.path("banned").booleanValue()));
                case 4, 5 ->
                    change(
                            user,
                            json -> json.withObject("public_metadata")
                                    .put("role", random.nextBoolean() ? "admin" : "member"));
                case 6 -> change(user, json -> json.put("last_sign_in_at", at));
                case 7 -> delete(user);
                case 8, 9 -> signIn(user);
                case 10, 11 -> useSession();
                default -> endSession();
            }
        }

        private @Nullable Long verified() {
            return random.nextBoolean() ? at : null;
        }

        private void change(int user, Consumer<ObjectNode> change) {
            var json = Objects.requireNonNull(users.get(user)).put("updated_at", at);
            change.accept(json);
            emit("user.updated", json);
        }

        private void delete(int user) {
            emit("user.deleted", ClerkFixtures.deleted(PREFIX + "user" + user));
            users.remove(user);
        }

        private void signIn(int user) {
            boolean pending = random.nextInt(3) == 0;
            var session = ClerkFixtures.session(
                    PREFIX + "sess" + counter++, PREFIX + "user" + user, pending ? "pending" : "active", at);
            session.put("expire_at", T0 + 604_800_000L);
            sessions.add(session);
            emit(pending ? "session.pending" : "session.created", session);
        }

        /** Seen from elsewhere, perhaps from two places within a millisecond, or with its steps done. */
        private void useSession() {
            if (!sessions.isEmpty()) {
                var session = sessions.get(random.nextInt(sessions.size()));
                session.put("updated_at", at).put("last_active_at", at);
                boolean done = session.path("status").stringValue().equals("active") || random.nextBoolean();
                session.put("status", done ? "active" : "pending");
                for (int places = 1 + random.nextInt(2); places > 0; places--) {
                    session.withObject("latest_activity").put("city", "City " + random.nextInt(4));
                    emit(done ? "session.created" : "session.pending", session);
                }
            }
        }

        private void endSession() {
            if (!sessions.isEmpty()) {
                var session = sessions.get(random.nextInt(sessions.size()));
                String end = ENDS[random.nextInt(ENDS.length)];
                emit("session." + end, session.put("status", end).put("updated_at", at));
                if (random.nextInt(3) > 0) {
                    sessions.remove(session);
                }
            }
        }

        private void emit(String type, ObjectNode data) {
            entries.add(new Entry(type, at, data.deepCopy()));
        }

        private static String addressOf(String name) {
            return name + "-" + PREFIX + "@example.com";
        }
    }
}

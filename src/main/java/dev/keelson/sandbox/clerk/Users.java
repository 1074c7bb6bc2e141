package dev.keelson.sandbox.clerk;

import dev.keelson.sandbox.server.SandboxStore;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Users, and what becomes of them; each change is told by an event. */
@Component
class Users {
    private static final String KIND = "clerk.user";

    private final SandboxStore store;
    private final Sessions sessions;
    private final ClerkEvents events;
    private final Clock clock;

    Users(SandboxStore store, Sessions sessions, ClerkEvents events, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.events = events;
        this.clock = clock;
    }

    /** In the order in which they signed up. */
    List<ObjectNode> all() {
        return store.list(KIND);
    }

    ObjectNode get(String id) {
        return store.find(KIND, id).orElseThrow(() -> ClerkError.notFound(id));
    }

    /** By e-mail address, username or id. */
    Optional<ObjectNode> identifiedBy(String identifier) {
        return all().stream()
                .filter(user -> hasEmailAddress(user, identifier)
                        || identifier.equalsIgnoreCase(user.path("username").asString(""))
                        || identifier.equals(user.get("id").stringValue()))
                .findFirst();
    }

    ObjectNode create(NewUser person) {
        return store.atomically(() -> {
            refuseTaken("email_address", "email address", user -> hasEmailAddress(user, person.emailAddress()));
            refuseTakenUsername(person.username(), "");
            var user = person.toJson(clock.millis());
            store.put(KIND, user.get("id").stringValue(), user);
            events.send("user.created", user);
            return user;
        });
    }

    /** Applies the change, and makes it a newer version of the user. */
    ObjectNode change(String id, Consumer<ObjectNode> change) {
        return store.atomically(() -> {
            var user = get(id);
            change.accept(user);
            refuseTakenUsername(user.path("username").asString(null), id);
            user.put(
                    "updated_at",
                    Math.max(clock.millis(), user.get("updated_at").longValue() + 1));
            store.put(KIND, id, user);
            events.send("user.updated", user);
            return user;
        });
    }

    ObjectNode signedIn(String id) {
        return change(id, user -> user.put("last_sign_in_at", clock.millis()).put("last_active_at", clock.millis()));
    }

    ObjectNode ban(String id) {
        return store.atomically(() -> {
            var user = change(id, banned -> banned.put("banned", true));
            sessions.revokeAllOf(id);
            return user;
        });
    }

    ObjectNode unban(String id) {
        return change(id, user -> user.put("banned", false));
    }

    ObjectNode delete(String id) {
        return store.atomically(() -> {
            get(id);
            sessions.deleteAllOf(id);
            store.delete(KIND, id);
            var deleted = JsonMapper.shared()
                    .createObjectNode()
                    .put("deleted", true)
                    .put("id", id)
                    .put("object", "user");
            events.send("user.deleted", deleted);
            return deleted;
        });
    }

    static boolean hasEmailAddress(ObjectNode user, String address) {
        return StreamSupport.stream(user.get("email_addresses").spliterator(), false)
                .anyMatch(one -> one.get("email_address").stringValue().equals(address.toLowerCase(Locale.ROOT)));
    }

    private void refuseTakenUsername(@Nullable String username, String holder) {
        if (username != null) {
            refuseTaken(
                    "username",
                    "username",
                    user -> username.equalsIgnoreCase(user.path("username").asString(""))
                            && !user.get("id").stringValue().equals(holder));
        }
    }

    private void refuseTaken(String parameter, String name, Predicate<ObjectNode> taken) {
        if (all().stream().anyMatch(taken)) {
            throw ClerkError.unprocessable(
                    "form_identifier_exists", "That %s is taken. Please try another.".formatted(name), parameter);
        }
    }
}

package dev.keelson.sandbox.clerk;

import dev.keelson.sandbox.server.SandboxStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Brings people in. Nobody is asked for a password: who is named is believed. */
@Component
class SignIns {
    private final SandboxStore store;
    private final Users users;
    private final Sessions sessions;
    private final SessionTokens tokens;

    SignIns(SandboxStore store, Users users, Sessions sessions, SessionTokens tokens) {
        this.store = store;
        this.users = users;
        this.sessions = sessions;
        this.tokens = tokens;
    }

    /** Who came in, and with which token. */
    record SignedIn(ObjectNode user, String sessionId, String token) {}

    SignedIn signUp(NewUser person, Duration lifetime) {
        return store.atomically(() -> startSession(users.create(person), null, lifetime));
    }

    /**
     * @param identifier e-mail address, username or user id
     * @param actor who impersonates the user; null where it is the user. At Clerk this takes an actor token
     */
    SignedIn signIn(String identifier, @Nullable String actor, Duration lifetime) {
        return store.atomically(() -> {
            var user = users.identifiedBy(identifier)
                    .orElseThrow(() -> ClerkError.unprocessable(
                            "form_identifier_not_found", "Couldn't find your account.", "identifier"));
            if (user.get("banned").booleanValue()) {
                throw ClerkError.banned();
            }
            return startSession(user, actor, lifetime);
        });
    }

    private SignedIn startSession(ObjectNode user, @Nullable String actor, Duration lifetime) {
        var present = users.signedIn(user.get("id").stringValue());
        var session = sessions.start(present, actor);
        return new SignedIn(present, session.get("id").stringValue(), tokens.issue(session, lifetime));
    }
}

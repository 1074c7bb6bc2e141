package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.SandboxStore;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

@Repository
class LinkSessions {
    private static final String KIND = "ayrshare.link_session";
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final SandboxStore store;
    private final JsonMapper json;
    private final Clock clock;

    LinkSessions(SandboxStore store, JsonMapper json, Clock clock) {
        this.store = store;
        this.json = json;
        this.clock = clock;
    }

    LinkSession create(Profile profile, @Nullable String redirect, List<String> allowedSocial) {
        var session = new LinkSession(
                Ids.linkSession(),
                profile.refId(),
                redirect,
                allowedSocial,
                clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(LIFE));
        store.put(KIND, session.sessionId(), json.valueToTree(session));
        return session;
    }

    Optional<LinkSession> find(String sessionId) {
        return store.find(KIND, sessionId).map(document -> json.treeToValue(document, LinkSession.class));
    }

    boolean isExpired(LinkSession session) {
        return session.isExpired(clock.instant());
    }
}

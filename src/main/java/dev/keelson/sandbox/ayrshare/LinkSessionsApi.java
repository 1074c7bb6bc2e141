package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

/** Linking, as far as it is an API call; the person's part is {@link LinkPage}. */
@AyrshareApi
class LinkSessionsApi {
    private final LinkSessions sessions;
    private final Linking linking;
    private final OwnAddress address;

    LinkSessionsApi(LinkSessions sessions, Linking linking, OwnAddress address) {
        this.sessions = sessions;
        this.linking = linking;
        this.address = address;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record LinkRequest(
            @Nullable String mode,
            @Nullable String redirect,
            @Nullable List<String> allowedSocial) {}

    record Session(String status, String sessionId, String url, Instant expiresAt, boolean emailSent, String title) {}

    @PostMapping("/profiles/link-sessions")
    Session open(Caller caller, @RequestBody(required = false) @Nullable LinkRequest body) {
        if (!caller.byProfileKey()) {
            throw AyrshareException.badParameter("Missing or incorrect parameter: Profile-Key header.");
        }
        var request = Objects.requireNonNullElse(body, new LinkRequest(null, null, null));
        if ("connect".equals(request.mode())) {
            throw new AyrshareException(HttpStatus.FORBIDDEN, Code.MAX_PACK_NEEDED);
        }
        if (request.redirect() != null && !isWebAddress(request.redirect())) {
            throw AyrshareException.badParameter("Missing or incorrect parameter: redirect.");
        }
        var allowed = Objects.requireNonNullElse(request.allowedSocial(), List.<String>of());
        if (!Network.ids().containsAll(allowed)) {
            throw AyrshareException.badParameter("Missing or incorrect parameter: allowedSocial.");
        }
        return answer(sessions.create(caller.profile(), request.redirect(), allowed), caller.profile());
    }

    @GetMapping("/profiles/link-sessions/{sessionId}")
    Session get(Caller caller, @PathVariable String sessionId) {
        var session = sessions.find(sessionId)
                .filter(found -> found.refId().equals(caller.profile().refId()))
                .orElseThrow(() -> new AyrshareException(HttpStatus.NOT_FOUND, Code.LINK_NOT_FOUND));
        if (sessions.isExpired(session)) {
            throw new AyrshareException(HttpStatus.GONE, Code.LINK_EXPIRED);
        }
        return answer(session, caller.profile());
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record UnlinkRequest(@Nullable String platform) {}

    record Unlinked(String status, Network platform, String refId) {}

    @DeleteMapping("/profiles/social")
    Unlinked unlink(Caller caller, @RequestBody UnlinkRequest request) {
        var network = Optional.ofNullable(request.platform())
                .flatMap(Network::find)
                .orElseThrow(() -> AyrshareException.badParameter("Missing or incorrect parameter: platform."));
        if (!linking.unlink(caller.profile().refId(), network)) {
            throw new AyrshareException(HttpStatus.BAD_REQUEST, Code.NOT_LINKED, Code.NOT_LINKED.message(network));
        }
        return new Unlinked("success", network, caller.profile().refId());
    }

    private Session answer(LinkSession session, Profile profile) {
        return new Session(
                "success",
                session.sessionId(),
                address.url("/link/" + session.token()),
                session.expiresAt(),
                false,
                profile.title());
    }

    private static boolean isWebAddress(String text) {
        try {
            var scheme = URI.create(text).getScheme();
            return "https".equals(scheme) || "http".equals(scheme);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}

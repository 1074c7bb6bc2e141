package dev.keelson.social.media;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.Profiles;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Looks at a link as a network will: whether its server answers HEAD, without a redirect, and what the first bytes are; then has
 * Ayrshare look, which stands elsewhere. Never inside a transaction.
 */
@Component
class LookAtLink {
    private static final Logger log = LoggerFactory.getLogger(LookAtLink.class);
    private static final int BEGINNING = 64 * 1024;
    private static final int LONGEST = 2_048;
    private static final Pattern TOTAL = Pattern.compile("bytes \\d+-\\d+/(\\d+)");

    private final AyrshareApiClient ayrshare;
    private final Profiles profiles;
    private final MediaSettings settings;
    private final Fetch fetch;

    LookAtLink(AyrshareApiClient ayrshare, Profiles profiles, MediaSettings settings) {
        this.ayrshare = ayrshare;
        this.profiles = profiles;
        this.settings = settings;
        this.fetch = new Fetch(settings.allowLoopback(), settings.linkTimeout());
    }

    LinkLook at(UserId user, String url) {
        var uri = usable(url);
        if (uri.isEmpty()) {
            return LinkLook.bad(
                    null, MediaProblem.MEDIA_LINK_NOT_ALLOWED, "It is no https address with a host name and a path.");
        }
        try {
            var look = look(uri.get());
            return look.isGood() ? asAyrshareSees(user, url, look) : look;
        } catch (Fetch.ForbiddenAddressException _) {
            return LinkLook.bad(
                    null, MediaProblem.MEDIA_LINK_NOT_ALLOWED, "Its name leads to an address that is not public.");
        } catch (IOException e) {
            log.debug("link=not_reached reason={}", e.getClass().getSimpleName());
            return LinkLook.bad(null, MediaProblem.MEDIA_LINK_UNREACHABLE, reason(e));
        }
    }

    private Optional<URI> usable(String url) {
        try {
            var uri = new URI(url);
            boolean plain = settings.allowLoopback() && "http".equals(uri.getScheme());
            boolean usable = url.length() <= LONGEST
                    && ("https".equals(uri.getScheme()) || plain)
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && url.chars().allMatch(c -> c > ' ' && c < 0x7f);
            return usable ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private LinkLook look(URI uri) throws IOException {
        var head = fetch.send("HEAD", uri, 0);
        if (head.status() >= 300 && head.status() < 400) {
            return LinkLook.bad(
                    head.status(), MediaProblem.MEDIA_LINK_REDIRECTS, "It answers with %d.".formatted(head.status()));
        }
        if (head.status() != 200) {
            return unreachable(head.status(), "It answers HEAD with %d.".formatted(head.status()));
        }
        var get = fetch.send("GET", uri, BEGINNING);
        if (get.status() != 200 && get.status() != 206) {
            return unreachable(get.status(), "It answers GET with %d.".formatted(get.status()));
        }
        var found = Inspect.beginning(get.body());
        if (found.isEmpty()) {
            return LinkLook.bad(
                    head.status(),
                    MediaProblem.MEDIA_TYPE_UNKNOWN,
                    "By its content it is none of " + FileType.all() + ".");
        }
        var type = found.get().type();
        var told = head.header("content-type");
        if (told.isPresent() && !type.mayBeDeclared(told.get())) {
            return LinkLook.bad(
                    head.status(),
                    MediaProblem.MEDIA_TYPE_CONTRADICTED,
                    "Its content is %s, and its server calls it otherwise.".formatted(type.contentType()));
        }
        var bytes = length(head, get);
        if (bytes != null && bytes > settings.largest(type.kind()).toBytes()) {
            return LinkLook.bad(
                    head.status(),
                    MediaProblem.MEDIA_TOO_LARGE,
                    "No network takes a %s of %,d bytes.".formatted(type.kind().id(), bytes));
        }
        return new LinkLook(head.status(), type, found.get().measures(), bytes, null);
    }

    private static LinkLook unreachable(int status, String detail) {
        return LinkLook.bad(status, MediaProblem.MEDIA_LINK_UNREACHABLE, detail);
    }

    private static @Nullable Long length(Fetch.Response head, Fetch.Response get) {
        var total = TOTAL.matcher(get.header("content-range").orElse(""));
        String told =
                total.matches() ? total.group(1) : head.header("content-length").orElse("");
        return told.matches("\\d{1,15}") ? Long.valueOf(told) : null;
    }

    /** Only a clear no counts: where Ayrshare does not answer, our own look has to do. */
    private LinkLook asAyrshareSees(UserId user, String url, LinkLook look) {
        var profile = profiles.active(user);
        if (profile.isEmpty()) {
            return look;
        }
        try {
            ayrshare.lookAtMedia(profile.get().activeKey(), url);
            return look;
        } catch (ApiException.Refused e) {
            return e instanceof ApiException.Forbidden
                    ? look
                    : LinkLook.bad(
                            look.status(),
                            MediaProblem.MEDIA_LINK_UNREACHABLE,
                            "Ayrshare, which publishes, cannot fetch it.");
        } catch (ApiException e) {
            log.info("link=not_seen_by_ayrshare {}", e.failure());
            return look;
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case UnknownHostException _ -> "There is no such host.";
            case SocketTimeoutException _ -> "Its server does not answer in time.";
            case SSLException _ -> "Its server has no certificate that is valid for this name.";
            default -> "Its server does not answer as a web server does.";
        };
    }
}

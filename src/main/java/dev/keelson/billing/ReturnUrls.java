package dev.keelson.billing;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.stereotype.Component;

/**
 * Where Stripe's pages may send a customer back to: the frontend's own origins and nowhere else, so that nobody can use us to
 * lead our customers to a page of theirs.
 */
@Component
class ReturnUrls {
    /** @param allowedOrigins where the frontend is served from */
    @ConfigurationProperties("keelson.cors")
    record Frontend(@DefaultValue List<String> allowedOrigins) {}

    /** Stripe puts the session's id in its place; it is not valid in a URI as it stands. */
    private static final String SESSION_ID = "{CHECKOUT_SESSION_ID}";

    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> origins = new LinkedHashSet<>();
    private final String defaultPath;

    ReturnUrls(BillingSettings settings, Frontend frontend) {
        defaultPath = settings.returnPath();
        settings.returnUrls().forEach(url -> origin(url).ifPresent(origins::add));
        frontend.allowedOrigins().forEach(url -> origin(url).ifPresent(origins::add));
    }

    /**
     * @param url what the client asks for; null for the place that the settings name
     * @return the address as it may be given to Stripe
     */
    String allowed(@Nullable String url) {
        if (url == null) {
            return origins.stream()
                    .findFirst()
                    .map(origin -> origin + defaultPath)
                    .orElseThrow(() -> BillingProblem.RETURN_URL_NOT_ALLOWED.because(
                            "No address was given and no origin of a frontend is configured."));
        }
        return origin(url)
                .filter(origins::contains)
                .map(_ -> url)
                .orElseThrow(() -> BillingProblem.RETURN_URL_NOT_ALLOWED.because(
                        "The address is not an https address of an allowed origin."));
    }

    /** Scheme, host and port of an address that may be used at all. */
    private static Optional<String> origin(String url) {
        try {
            var uri = new URI(url.replace(SESSION_ID, "session"));
            if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
                return Optional.empty();
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            String host = uri.getHost().toLowerCase(Locale.ROOT);
            boolean secure = scheme.equals("https") || (scheme.equals("http") && LOCAL.contains(host));
            if (!secure) {
                return Optional.empty();
            }
            int standard = scheme.equals("https") ? 443 : 80;
            boolean named = uri.getPort() != -1 && uri.getPort() != standard;
            return Optional.of(scheme + "://" + host + (named ? ":" + uri.getPort() : ""));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}

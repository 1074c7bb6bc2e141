package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.Html;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** The page on which a person links networks. Ticking a network stands for signing in there. */
@RestController
@RequestMapping(path = "/ayrshare/link/{token}", produces = MediaType.TEXT_HTML_VALUE)
class LinkPage {
    private static final String TOKEN_PREFIX = "ayr_";

    private final LinkSessions sessions;
    private final Profiles profiles;
    private final Linking linking;

    LinkPage(LinkSessions sessions, Profiles profiles, Linking linking) {
        this.sessions = sessions;
        this.profiles = profiles;
        this.linking = linking;
    }

    @GetMapping
    ResponseEntity<String> show(@PathVariable String token) {
        return inSession(token, (session, profile) -> ResponseEntity.ok(form(session, profile)));
    }

    @PostMapping
    ResponseEntity<String> save(
            @PathVariable String token,
            @RequestParam(required = false) @Nullable List<String> networks,
            @RequestParam(required = false) @Nullable String unlink) {
        return inSession(token, (session, profile) -> {
            if (unlink != null) {
                Network.find(unlink).ifPresent(network -> linking.unlink(profile.refId(), network));
                return show(token);
            }
            var allowed = session.networks(profile);
            var ticked = Objects.requireNonNullElse(networks, List.<String>of());
            if (!allowed.stream().map(Network::id).toList().containsAll(ticked)) {
                return page(
                        HttpStatus.BAD_REQUEST,
                        "Nothing linked",
                        "The networks here are: "
                                + allowed.stream().map(Network::id).collect(Collectors.joining(", ")) + ".");
            }
            linking.link(
                    profile.refId(),
                    allowed.stream()
                            .filter(network -> ticked.contains(network.id()))
                            .toList());
            return done(session);
        });
    }

    private ResponseEntity<String> inSession(
            String token, BiFunction<LinkSession, Profile, ResponseEntity<String>> work) {
        var session = token.startsWith(TOKEN_PREFIX)
                ? sessions.find(token.substring(TOKEN_PREFIX.length())).orElse(null)
                : null;
        var profile = session == null ? null : profiles.find(session.refId()).orElse(null);
        if (session == null || profile == null) {
            return refused(HttpStatus.NOT_FOUND, Code.LINK_NOT_FOUND);
        }
        return sessions.isExpired(session) ? refused(HttpStatus.GONE, Code.LINK_EXPIRED) : work.apply(session, profile);
    }

    private ResponseEntity<String> done(LinkSession session) {
        var linked = profiles.find(session.refId()).map(Profile::linked).orElse(List.of()).stream()
                .map(Network::label)
                .collect(Collectors.joining(", "));
        var sentence = linked.isEmpty() ? "Nothing is linked." : "Linked now: " + linked + ".";
        return session.redirect() == null
                ? page(HttpStatus.OK, "Done", sentence + " You can close this page.")
                : ResponseEntity.status(HttpStatus.SEE_OTHER)
                        .location(URI.create(session.redirect()))
                        .body(Html.page("Done", "<p>" + HtmlUtils.htmlEscape(sentence) + "</p>"));
    }

    private static String form(LinkSession session, Profile profile) {
        var rows = session.networks(profile).stream()
                .map(network -> profile.account(network).map(LinkPage::linked).orElseGet(() -> unlinked(network)))
                .collect(Collectors.joining("\n"));
        return Html.page("Link your networks", """
                <p>This page stands for Ayrshare's. Tick the networks that <b>%s</b> shall publish to; no real account is
                touched.</p>
                <form method="post">
                <table>
                %s
                </table>
                <button>Link</button>
                </form>
                """.formatted(HtmlUtils.htmlEscape(profile.title()), rows));
    }

    private static String unlinked(Network network) {
        return """
                <tr><td><input type="checkbox" name="networks" value="%1$s" id="%1$s" style="display: inline"></td>
                <td><label for="%1$s">%2$s</label></td><td></td></tr>""".formatted(network.id(), network.label());
    }

    private static String linked(Account account) {
        return """
                <tr><td></td><td>%s: linked as %s</td>
                <td><button name="unlink" value="%s">Unlink</button></td></tr>""".formatted(
                        account.platform().label(),
                        HtmlUtils.htmlEscape(account.displayName()),
                        account.platform().id());
    }

    private static ResponseEntity<String> refused(HttpStatus status, Code code) {
        return page(status, "This link does not work", code.message() + " (" + code.number() + ")");
    }

    private static ResponseEntity<String> page(HttpStatus status, String title, String sentence) {
        return ResponseEntity.status(status).body(Html.page(title, "<p>" + HtmlUtils.htmlEscape(sentence) + "</p>"));
    }
}

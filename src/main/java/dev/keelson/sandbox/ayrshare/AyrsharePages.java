package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.Html;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** What a person can look at: the profiles, and what the networks show of them. */
@RestController
@RequestMapping(path = "/ayrshare", produces = MediaType.TEXT_HTML_VALUE)
class AyrsharePages {
    private static final int NEWEST = 50;
    private static final String CONTROL = """
            <h2>Control</h2>
            <ul>
            <li>POST /ayrshare/sandbox/profiles/{refId}/drop <code>{"platform": "linkedin"}</code>: the link has become
            invalid</li>
            <li>POST /ayrshare/sandbox/profiles/{refId}/warn <code>{"platform": "linkedin", "days": 3}</code>: the link ends soon</li>
            <li>POST or DELETE /ayrshare/sandbox/profiles/{refId}/suspension: all calls for the profile are refused (276), or no longer</li>
            <li>POST, DELETE /ayrshare/sandbox/networks/{platform} <code>{"fail": "relink", "calls": 1}</code>: the network
            refuses the next posts with one of Ayrshare's codes, or with relink, duplicate, processing, media, rate or
            verify</li>
            <li>POST /ayrshare/sandbox/rate-limit <code>{"max": 300}</code>: calls per profile in five minutes</li>
            </ul>
            """;

    private final Profiles profiles;
    private final Feeds feeds;

    AyrsharePages(Profiles profiles, Feeds feeds) {
        this.profiles = profiles;
        this.feeds = feeds;
    }

    @GetMapping({"", "/"})
    String overview() {
        var rows = profiles.list().reversed().stream()
                .limit(NEWEST)
                .map(AyrsharePages::row)
                .collect(Collectors.joining("\n"));
        return Html.page(
                "Ayrshare sandbox",
                "<h2>Profiles</h2><table><tr><th>Title</th><th>Networks</th></tr>" + rows + "</table>"
                        + "<h2>Published</h2>" + entries(feeds.list()) + CONTROL);
    }

    @GetMapping("/profiles/{refId}")
    ResponseEntity<String> profile(@PathVariable String refId) {
        return profiles.find(refId)
                .map(profile -> ResponseEntity.ok(Html.page(
                        profile.title(),
                        "<p>Linked: " + networks(profile) + "</p><h2>Published</h2>"
                                + entries(feeds.list().stream()
                                        .filter(entry -> entry.refId().equals(refId))
                                        .toList()))))
                .orElseGet(AyrsharePages::nothingHere);
    }

    @GetMapping("/feed/{platform}/{id}")
    ResponseEntity<String> post(@PathVariable String platform, @PathVariable String id) {
        return Network.find(platform)
                .flatMap(network -> feeds.find(network, id))
                .map(entry -> ResponseEntity.ok(
                        Html.page(entry.author() + " on " + entry.network().label(), """
                        <p style="white-space: pre-wrap">%s</p>
                        <ul>%s</ul>
                        <p><small>Published %s. This page stands for the network's own; nothing has left this
                        machine.</small></p>
                        """.formatted(
                                        HtmlUtils.htmlEscape(entry.text()), media(entry), entry.publishedAt()))))
                .orElseGet(AyrsharePages::nothingHere);
    }

    @GetMapping(path = "/avatars/{refId}.svg", produces = "image/svg+xml")
    String avatar(@PathVariable String refId) {
        int hue = Math.floorMod(refId.hashCode(), 360);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64"
                fill="hsl(%d 60%% 45%%)"/><circle cx="32" cy="25" r="11" fill="#fff"/><path d="M10 60a22 20 0 0 1 44 0z"
                fill="#fff"/></svg>
                """.formatted(hue);
    }

    private static String row(Profile profile) {
        return "<tr><td><a href=\"/ayrshare/profiles/%s\">%s</a></td><td>%s</td></tr>"
                .formatted(profile.refId(), HtmlUtils.htmlEscape(profile.title()), networks(profile));
    }

    private static String networks(Profile profile) {
        return profile.accounts().isEmpty()
                ? "none"
                : profile.linked().stream().map(Network::label).collect(Collectors.joining(", "));
    }

    private static String entries(List<FeedEntry> oldestFirst) {
        return Optional.of(oldestFirst.reversed().stream()
                        .limit(NEWEST)
                        .map(entry -> "<li><a href=\"%s\">%s</a>: %s</li>"
                                .formatted(
                                        HtmlUtils.htmlEscape(entry.url()),
                                        entry.network().label(),
                                        HtmlUtils.htmlEscape(beginning(entry.text()))))
                        .collect(Collectors.joining("\n")))
                .filter(list -> !list.isEmpty())
                .map(list -> "<ul>" + list + "</ul>")
                .orElse("<p>Nothing yet.</p>");
    }

    private static String media(FeedEntry entry) {
        // Named, not shown: the page would fetch them from somewhere else.
        return entry.media().stream()
                .map(url -> "<li><code>" + HtmlUtils.htmlEscape(url) + "</code></li>")
                .collect(Collectors.joining("\n"));
    }

    private static String beginning(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private static ResponseEntity<String> nothingHere() {
        return ResponseEntity.status(HttpStatus.NOT_FOUND)
                .body(Html.page("Nothing here", "<p>It was never published, or it was deleted.</p>"));
    }
}

package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Analytics that grow while one watches. */
@AyrshareApi
class AnalyticsApi {
    private static final Duration NEXT_UPDATE = Duration.ofMinutes(10);

    private final Posts posts;
    private final Feeds feeds;
    private final AnalyticsFaults faults;
    private final JsonMapper json;
    private final Clock clock;

    AnalyticsApi(Posts posts, Feeds feeds, AnalyticsFaults faults, JsonMapper json, Clock clock) {
        this.posts = posts;
        this.feeds = feeds;
        this.faults = faults;
        this.json = json;
        this.clock = clock;
    }

    /** @param searchPlatformId whether the id is the network's own */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record PostQuery(String id, @Nullable List<Network> platforms, boolean searchPlatformId) {}

    @PostMapping("/analytics/post")
    ResponseEntity<ObjectNode> post(Caller caller, @RequestBody PostQuery query) {
        var answer = json.createObjectNode().put("status", "").put("id", query.id());
        var errors = query.searchPlatformId() ? byNativeId(caller, query, answer) : byPost(caller, query, answer);
        return answer(answer, errors, 2);
    }

    private List<PostError> byPost(Caller caller, PostQuery query, ObjectNode answer) {
        var post = posts.find(caller.profile().refId(), query.id())
                .orElseThrow(() -> new AyrshareException(HttpStatus.NOT_FOUND, Code.POST_NOT_FOUND));
        var errors = new ArrayList<PostError>();
        for (var postId : post.outcome().postIds()) {
            var network = postId.platform();
            if (query.platforms() != null && !query.platforms().contains(network)) {
                continue;
            }
            if (postId.waits()) {
                errors.add(PostError.of(network, Code.TIKTOK_PROCESSING));
            } else {
                add(network, postId.id(), answer, errors);
            }
        }
        return errors;
    }

    private List<PostError> byNativeId(Caller caller, PostQuery query, ObjectNode answer) {
        var platforms = Objects.requireNonNullElse(query.platforms(), List.<Network>of());
        if (platforms.size() != 1) {
            throw AyrshareException.badParameter("Missing or incorrect parameter: platforms must name one network.");
        }
        var errors = new ArrayList<PostError>();
        if (caller.profile().account(platforms.getFirst()).isEmpty()) {
            errors.add(PostError.of(platforms.getFirst(), Code.NOT_LINKED));
        } else {
            add(platforms.getFirst(), query.id(), answer, errors);
        }
        return errors;
    }

    private void add(Network network, Object nativeId, ObjectNode answer, List<PostError> errors) {
        var entry = feeds.find(network, nativeId);
        var fault = faults.next(network);
        if (fault.isPresent()) {
            errors.add(fault.get());
        } else if (!network.hasPostAnalytics()) {
            errors.add(PostError.of(network, Code.BAD_PARAMETER, network.label() + " has no post analytics."));
        } else if (entry.isEmpty()) {
            errors.add(PostError.of(network, Code.POST_NOT_FOUND));
        } else {
            add(entry.get(), answer, errors);
        }
    }

    /** What the network tells is as old as it is slow; TikTok says so, and the others answer without numbers until then. */
    private void add(FeedEntry shown, ObjectNode answer, List<PostError> errors) {
        var network = shown.network();
        var told = clock.instant().minus(network.analyticsLag());
        boolean tellsYet = !told.isBefore(shown.publishedAt());
        if (!tellsYet && network == Network.TIKTOK) {
            errors.add(PostError.of(network, Code.TIKTOK_PROCESSING));
            return;
        }
        var node =
                answer.putObject(network.id()).putPOJO("id", shown.nativeId()).put("postUrl", shown.url());
        var analytics = node.putObject("analytics");
        if (tellsYet) {
            PostMetrics.fill(analytics, shown, new Growth(shown.url(), Duration.between(shown.publishedAt(), told)));
        }
        stamp(node, told);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record SocialQuery(@Nullable List<Network> platforms) {}

    @PostMapping("/analytics/social")
    ResponseEntity<ObjectNode> social(Caller caller, @RequestBody SocialQuery query) {
        if (query.platforms() == null || query.platforms().isEmpty()) {
            throw AyrshareException.badParameter("Missing or incorrect parameter: platforms.");
        }
        var answer = json.createObjectNode().put("status", "");
        var errors = new ArrayList<PostError>();
        for (var network : query.platforms()) {
            caller.profile()
                    .account(network)
                    .ifPresentOrElse(
                            account -> add(account, answer), () -> errors.add(PostError.of(network, Code.NOT_LINKED)));
        }
        return answer(answer, errors, 1);
    }

    private void add(Account account, ObjectNode answer) {
        var node = answer.putObject(account.platform().id());
        AccountMetrics.fill(node.putObject("analytics"), account, growth(account.id(), account.created()));
        stamp(node, clock.instant());
    }

    private Growth growth(String subject, Instant since) {
        return new Growth(subject, Duration.between(since, clock.instant()));
    }

    private void stamp(ObjectNode node, Instant counted) {
        var next = clock.instant().plus(NEXT_UPDATE).truncatedTo(ChronoUnit.SECONDS);
        node.put("lastUpdated", counted.truncatedTo(ChronoUnit.SECONDS).toString())
                .put("nextUpdate", next.toString());
    }

    /** Where something is there, what is missing does not make the call fail. */
    private ResponseEntity<ObjectNode> answer(ObjectNode answer, List<PostError> errors, int fieldsWithoutNetworks) {
        boolean hasNetworks = answer.size() > fieldsWithoutNetworks;
        answer.put("status", errors.isEmpty() ? "success" : hasNetworks ? "partial" : "error");
        if (!errors.isEmpty()) {
            answer.set("errors", json.valueToTree(errors));
        }
        return errors.isEmpty() || hasNetworks
                ? ResponseEntity.ok(answer)
                : ResponseEntity.badRequest().body(answer);
    }
}

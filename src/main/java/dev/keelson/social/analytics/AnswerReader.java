package dev.keelson.social.analytics;

import dev.keelson.clients.Answer;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareCode;
import dev.keelson.clients.ayrshare.AyrsharePost;
import dev.keelson.clients.ayrshare.AyrsharePost.PostError;
import dev.keelson.social.networks.Platform;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what Ayrshare says about a post's numbers. What it cannot tell stands under {@code errors}, of an answer that is called
 * partial as well as of one that is called an error; the code counts and not the HTTP status.
 */
@Component
class AnswerReader {
    private static final int STORY_EXPIRED = 485;
    private static final Duration WHILE_PROCESSING = Duration.ofHours(1);
    private static final Duration UNTIL_RELINKED = Duration.ofHours(12);
    private static final Duration WHILE_SUSPENDED = Duration.ofHours(6);
    private static final Duration NETWORKS_LIMIT = Duration.ofHours(1);
    /** Of the network's own numbers, as text. */
    private static final int MOST_OWN = 16_384;
    /** What is no number: the post itself, and where it is. */
    private static final Set<String> NO_NUMBERS =
            Set.of("id", "post", "postUrl", "caption", "created", "mediaUrls", "thumbnailUrl", "url", "title");

    private final JsonMapper json;

    AnswerReader(JsonMapper json) {
        this.json = json;
    }

    /** @param now for how late the network is */
    Told numbers(Ask ask, Answer<JsonNode> answer, Instant now) {
        if (answer.stale()) {
            return Told.Later.soon(MetricReason.VENDOR_UNAVAILABLE);
        }
        var node = answer.value().path(ask.platform().ayrshareName());
        if (node.path("analytics").isObject()) {
            return counted(ask, node, answer.asOf(), now);
        }
        return error(ask.platform(), answer.value()).orElseGet(() -> nothing(ask, now));
    }

    private Told counted(Ask ask, JsonNode node, Instant answeredAt, Instant now) {
        var network = NetworkMetrics.on(ask.platform());
        var counts = network.read(node.path("analytics"));
        var own = own(node.path("analytics"));
        boolean tellsNothing = network.known() == NetworkMetrics.Knowledge.KNOWN ? counts.nothing() : own.isEmpty();
        return tellsNothing ? nothing(ask, now) : new Told.Numbers(counts, own, asOf(node, answeredAt));
    }

    private static Told nothing(Ask ask, Instant now) {
        var lag = NetworkMetrics.on(ask.platform()).lag();
        boolean late = lag == null || !now.isBefore(ask.publishedAt().plus(lag.to()));
        return late
                ? Told.Later.soon(MetricReason.NO_NUMBERS)
                : Told.Later.in(WHILE_PROCESSING, MetricReason.WAITING_FOR_NETWORK);
    }

    /** When the network counted; never later than it answered. */
    private static Instant asOf(JsonNode node, Instant answeredAt) {
        try {
            var told = Instant.parse(node.path("lastUpdated").asString(""));
            return told.isAfter(answeredAt) ? answeredAt : told;
        } catch (DateTimeException _) {
            return answeredAt;
        }
    }

    /** What of an answer is numbers. */
    ObjectNode own(JsonNode analytics) {
        ObjectNode own = json.createObjectNode();
        analytics
                .propertyStream()
                .filter(field -> field.getValue().isNumber()
                        || Source.count(field.getValue()) != null
                        || field.getValue().isContainer())
                .filter(field -> !NO_NUMBERS.contains(field.getKey()))
                .forEach(field -> own.set(field.getKey(), field.getValue()));
        return own.toString().length() <= MOST_OWN ? own : json.createObjectNode();
    }

    private static Optional<Told> error(Platform platform, JsonNode body) {
        return AyrsharePost.read(body).errorOf(platform.ayrshareName()).map(AnswerReader::told);
    }

    private static Told told(PostError error) {
        if (Integer.valueOf(STORY_EXPIRED).equals(error.code())) {
            return new Told.Stop(MetricState.EXPIRED, MetricReason.STORY_EXPIRED);
        }
        var kind = error.known().map(AyrshareCode::kind);
        if (kind.isEmpty()) {
            return new Told.Later(MetricReason.REFUSED, null, true);
        }
        return switch (kind.get()) {
            case GONE -> new Told.Stop(MetricState.FAILED, MetricReason.NOT_FOUND);
            case RELINK -> Told.Later.in(UNTIL_RELINKED, MetricReason.NEEDS_RELINK);
            case RATE -> Told.Later.in(NETWORKS_LIMIT, MetricReason.NO_BUDGET);
            case TRANSIENT -> Told.Later.in(WHILE_PROCESSING, MetricReason.STILL_PROCESSING);
            case SUSPENDED -> new Told.NoTurn(MetricReason.SUSPENDED, WHILE_SUSPENDED);
            default -> new Told.Later(MetricReason.REFUSED, null, true);
        };
    }

    Told failure(Ask ask, ApiException e) {
        return switch (e) {
            case ApiException.RateLimited limited ->
                limited.limitsAll()
                        ? new Told.NoTurn(MetricReason.NO_BUDGET, limited.retryAfter())
                        : Told.Later.in(limited.retryAfter(), MetricReason.NO_BUDGET);
            case ApiException.NotAsked notAsked ->
                new Told.NoTurn(MetricReason.VENDOR_UNAVAILABLE, notAsked.retryAfter());
            case ApiException.NotFound _ -> new Told.Stop(MetricState.FAILED, MetricReason.NOT_FOUND);
            case ApiException.Forbidden _ -> Told.Later.soon(MetricReason.VENDOR_UNAVAILABLE);
            case ApiException.Refused refused -> refused(ask, refused);
            case ApiException.NotSent _,
                    ApiException.OutcomeUnknown _,
                    ApiException.Unauthorized _,
                    ApiException.Conflict _,
                    ApiException.Unavailable _,
                    ApiException.UnexpectedBody _ -> Told.Later.soon(MetricReason.VENDOR_UNAVAILABLE);
        };
    }

    private Told refused(Ask ask, ApiException.Refused e) {
        try {
            return error(ask.platform(), json.readTree(e.body()))
                    .orElseGet(() -> new Told.Later(MetricReason.REFUSED, null, true));
        } catch (JacksonException _) {
            // A gateway's page.
            return Told.Later.soon(MetricReason.VENDOR_UNAVAILABLE);
        }
    }
}

package dev.keelson.clients.ayrshare;

import dev.keelson.clients.Answer;
import dev.keelson.clients.ApiCall;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.BaseApiClient;
import dev.keelson.clients.Pipeline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.util.StringUtils;
import org.springframework.web.client.RestClient.RequestHeadersSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The operations of <a href="https://www.ayrshare.com/docs/apis/overview">Ayrshare's API</a> that we use. Nothing here is
 * ever sent twice: a post that gets no answer may have gone out.
 */
public class AyrshareApiClient extends BaseApiClient {
    private final AyrshareSettings settings;

    AyrshareApiClient(Pipeline pipeline, AyrshareSettings settings) {
        super(pipeline);
        this.settings = settings;
    }

    /**
     * Makes a profile.
     *
     * @throws ApiException.Refused with {@link AyrshareCode#TITLE_EXISTS} where the title is taken
     */
    public CreatedProfile createProfile(String title) {
        var request = http().post().uri("/profiles").body(Map.of("title", title));
        JsonNode created = exchange("POST /profiles", request);
        return new CreatedProfile(
                required(created, "refId", "POST /profiles"),
                new ProfileKey(required(created, "profileKey", "POST /profiles")));
    }

    /** The profiles with this title: one at most. A new one may take some seconds to be listed. */
    public List<ListedProfile> profilesTitled(String title) {
        JsonNode answer = exchange("GET /profiles", http().get().uri("/profiles?title={title}", title));
        return listed(answer);
    }

    /**
     * All profiles, a page at a time. A new one may take some seconds to be listed.
     *
     * @param cursor {@link ProfilePage#next} of the page before; null for the first page
     * @param limit 1–5000
     */
    public ProfilePage profiles(@Nullable String cursor, int limit) {
        JsonNode answer = exchange(
                "GET /profiles",
                http().get()
                        .uri(uri -> uri.path("/profiles")
                                .queryParam("limit", "{limit}")
                                .queryParamIfPresent(
                                        "cursor", Optional.ofNullable(cursor).map(_ -> "{cursor}"))
                                .build(
                                        cursor == null
                                                ? Map.of("limit", limit)
                                                : Map.of("limit", limit, "cursor", cursor))));
        boolean more = answer.path("hasMore").asBoolean(false);
        return new ProfilePage(
                listed(answer), more ? Answers.text(answer, "nextCursor").orElse(null) : null);
    }

    private static List<ListedProfile> listed(JsonNode answer) {
        return answer.path("profiles")
                .valueStream()
                .map(profile -> new ListedProfile(
                        Answers.text(profile, "refId").orElse(""),
                        Answers.text(profile, "title").orElse(""),
                        profile.path("activeSocialAccounts")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList()))
                .toList();
    }

    public void deleteProfile(ProfileKey key) {
        exchange(
                "DELETE /profiles",
                http().method(HttpMethod.DELETE).uri("/profiles").body(Map.of("profileKey", key.value())));
    }

    /** For a profile whose key is lost. Not everywhere documented: Ayrshare may refuse. */
    public void deleteProfileTitled(String title) {
        exchange(
                "DELETE /profiles",
                http().method(HttpMethod.DELETE).uri("/profiles").body(Map.of("title", title)));
    }

    /**
     * A page where the user of the profile links networks; open for about five minutes.
     *
     * @param redirect where the page sends the user when done, null for nowhere
     * @param platforms the networks that the page offers, empty for all
     */
    public LinkSession createLinkSession(ProfileKey key, @Nullable String redirect, List<String> platforms) {
        var body = new LinkedHashMap<String, Object>();
        if (redirect != null) {
            body.put("redirect", redirect);
        }
        if (!platforms.isEmpty()) {
            body.put("allowedSocial", platforms);
        }
        String operation = "POST /profiles/link-sessions";
        JsonNode session = exchange(
                callFor(key, operation),
                actingFor(key, http().post().uri("/profiles/link-sessions")).body(body));
        return new LinkSession(
                required(session, "url", operation),
                Answers.date(session.path("expiresAt")).orElseThrow(() -> unreadable(operation, "expiresAt")));
    }

    /** The accounts that are linked to the profile now. */
    public List<LinkedAccount> linkedAccounts(ProfileKey key) {
        return linkedAccounts(user(key));
    }

    /** The profile's user as Ayrshare answers, for those who keep the answer before they read it. */
    public JsonNode user(ProfileKey key) {
        return exchange(callFor(key, "GET /user"), actingFor(key, http().get().uri("/user")));
    }

    /** Reads what {@link #user} answered. An account may be listed as active without any details. */
    public static List<LinkedAccount> linkedAccounts(JsonNode user) {
        return user.path("activeSocialAccounts")
                .valueStream()
                .map(JsonNode::asString)
                .distinct()
                .map(platform -> user.path("displayNames")
                        .valueStream()
                        .filter(details -> details.path("platform").asString("").equals(platform))
                        .findFirst()
                        .map(details -> account(platform, details))
                        .orElseGet(() -> new LinkedAccount(platform, null, null, null, null)))
                .toList();
    }

    public void unlink(ProfileKey key, String platform) {
        exchange(
                callFor(key, "DELETE /profiles/social"),
                actingFor(key, http().method(HttpMethod.DELETE).uri("/profiles/social"))
                        .body(Map.of("platform", platform)));
    }

    /**
     * Publishes. A refusal that names its reason is an answer and no exception, whatever its HTTP status: it is a certain
     * outcome.
     *
     * @throws ApiException.NotSent where it certainly did not go out
     * @throws ApiException.RateLimited where it did not go out and may be sent later
     * @throws ApiException everything else: whether it went out is unknown, apart from a refused credential
     */
    public AyrsharePost post(ProfileKey key, PostRequest post) {
        return toldOrThrown(() -> exchange(
                callFor(key, "POST /post").patient(settings.postReadTimeout()),
                actingFor(key, http().post().uri("/post")).body(body(post))));
    }

    /** @throws ApiException.NotFound where Ayrshare does not know the id */
    public AyrsharePost getPost(ProfileKey key, String id) {
        return toldOrThrown(() -> exchange(
                callFor(key, "GET /post/{id}"), actingFor(key, http().get().uri("/post/{id}", id))));
    }

    /**
     * The profile's posts, the newest first.
     *
     * @param limit up to 25 are fresh; more come from a copy that may be a minute old
     * @param days how far back
     */
    public List<AyrsharePost> history(ProfileKey key, int limit, long days) {
        try {
            JsonNode answer = exchange(
                    callFor(key, "GET /history"),
                    actingFor(key, http().get().uri("/history?limit={limit}&lastDays={days}", limit, days)));
            return answer.path("history")
                    .valueStream()
                    .filter(JsonNode::isObject)
                    .map(Answers::post)
                    .toList();
        } catch (ApiException.Refused e) {
            // "No history" comes as an error.
            if (AyrshareCode.of(e.failure()).equals(Optional.of(AyrshareCode.HISTORY_EMPTY))) {
                return List.of();
            }
            throw e;
        }
    }

    /**
     * How a post did, network by network under their names; metrics have other names on each. May be as old as the cache
     * {@code post-analytics} says. What some networks cannot tell is listed under {@code errors}.
     *
     * @throws ApiException.NotFound where Ayrshare does not know the id
     */
    public Answer<JsonNode> postAnalytics(ProfileKey key, String id) {
        return ask(
                callFor(key, "POST /analytics/post").thatReads().cached("post-analytics", key.value()),
                actingFor(key, http().post().uri("/analytics/post")).body(Map.of("id", id)));
    }

    /** How the linked accounts do, network by network. May be as old as the cache {@code account-analytics} says. */
    public Answer<JsonNode> accountAnalytics(ProfileKey key, List<String> platforms) {
        return ask(
                callFor(key, "POST /analytics/social").thatReads().cached("account-analytics", key.value()),
                actingFor(key, http().post().uri("/analytics/social")).body(Map.of("platforms", platforms)));
    }

    /**
     * Has a failed post tried again, once, where {@link AyrsharePost.PostError#retryAvailable} says so.
     *
     * @throws ApiException everything but success: whether it went out then is unknown, as with {@link #post}
     */
    public AyrsharePost retryPost(ProfileKey key, String id) {
        return toldOrThrown(() -> exchange(
                callFor(key, "PUT /post/retry").patient(settings.postReadTimeout()),
                actingFor(key, http().put().uri("/post/retry")).body(Map.of("id", id))));
    }

    /** Deletes a post, also from the network where that allows it. */
    public void deletePost(ProfileKey key, String id) {
        exchange(
                callFor(key, "DELETE /post"),
                actingFor(key, http().method(HttpMethod.DELETE).uri("/post")).body(Map.of("id", id)));
    }

    private static LinkedAccount account(String platform, JsonNode details) {
        return new LinkedAccount(
                platform,
                Answers.text(details, "id").orElse(null),
                Answers.text(details, "displayName")
                        .or(() -> Answers.text(details, "username"))
                        .orElse(null),
                Answers.text(details, "userImage").orElse(null),
                Answers.text(details, "profileUrl").orElse(null));
    }

    private static Map<String, Object> body(PostRequest post) {
        var body = new LinkedHashMap<String, Object>();
        body.put("post", post.text());
        body.put("platforms", List.of(post.platform()));
        if (!post.mediaUrls().isEmpty()) {
            body.put("mediaUrls", post.mediaUrls());
        }
        body.put("idempotencyKey", post.idempotencyKey());
        body.put("notes", post.notes());
        body.putAll(post.options());
        return body;
    }

    private <S extends RequestHeadersSpec<?>> S actingFor(ProfileKey key, S request) {
        request.header("Profile-Key", key.value());
        // X wants our own app's keys on every request that concerns it; Ayrshare does not store them.
        if (StringUtils.hasText(settings.xApiKey()) && StringUtils.hasText(settings.xApiSecret())) {
            request.header("X-Twitter-OAuth1-Api-Key", settings.xApiKey());
            request.header("X-Twitter-OAuth1-Api-Secret", settings.xApiSecret());
        }
        return request;
    }

    /** Each profile has a limit of its own. */
    private ApiCall callFor(ProfileKey key, String operation) {
        return call(operation).onAccount(key.value());
    }

    private AyrsharePost toldOrThrown(Supplier<JsonNode> call) {
        try {
            return Answers.post(call.get());
        } catch (ApiException.Refused e) {
            return told(e, e.body());
        } catch (ApiException.Unavailable e) {
            return told(e, e.body());
        }
    }

    private AyrsharePost told(ApiException e, String text) {
        try {
            JsonNode body = json().readTree(text);
            if (e instanceof ApiException.Refused || Answers.tellsOutcome(body)) {
                return Answers.post(body);
            }
        } catch (JacksonException _) {
            // Not Ayrshare's own answer, but a gateway's.
        }
        throw e;
    }

    private String required(JsonNode body, String field, String operation) {
        return Answers.text(body, field).orElseThrow(() -> unreadable(operation, field));
    }

    private ApiException unreadable(String operation, String field) {
        return unexpected(operation, 200, "no '" + field + "'");
    }
}

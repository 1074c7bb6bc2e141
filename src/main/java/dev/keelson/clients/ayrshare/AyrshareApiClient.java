package dev.keelson.clients.ayrshare;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.keelson.clients.Answer;
import dev.keelson.clients.ApiCall;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.BaseApiClient;
import dev.keelson.clients.Pipeline;
import dev.keelson.clients.StreamedBody;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.RestClient.RequestHeadersSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The operations of <a href="https://www.ayrshare.com/docs/apis/overview">Ayrshare's API</a> that we use. Nothing here is
 * ever sent twice: a post that gets no answer may have gone out.
 *
 * <p>X wants <a href="https://www.ayrshare.com/docs/dashboard/connect-social-accounts/x-twitter-byo-keys">our own app's keys</a>
 * with every request that is about it; Ayrshare does not store them. They go with a request that names X, and with one that may
 * be about X because it names a post by its id, all networks or none. They go with no other.
 */
public class AyrshareApiClient extends BaseApiClient {
    private static final String X = "twitter";
    /** By the newest page of the documentation; older clients of Ayrshare's say {@code /upload}. */
    private static final String UPLOAD = "/media/upload";

    /** Ayrshare also fails with the status of a success. */
    private static final Set<Integer> REFUSALS = Set.of(200, 400, 402, 403, 404, 405, 411, 413, 414, 415, 422, 431);

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
                actingFor(
                                key,
                                platforms.isEmpty() || platforms.contains(X),
                                http().post().uri("/profiles/link-sessions"))
                        .body(body));
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
        return exchange(
                callFor(key, "GET /user"), actingFor(key, false, http().get().uri("/user")));
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
                actingFor(
                                key,
                                platform.equals(X),
                                http().method(HttpMethod.DELETE).uri("/profiles/social"))
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
                actingFor(key, post.platform().equals(X), http().post().uri("/post"))
                        .body(body(post))));
    }

    /** @throws ApiException.NotFound where Ayrshare does not know the id */
    public AyrsharePost getPost(ProfileKey key, String id) {
        return toldOrThrown(() -> exchange(
                callFor(key, "GET /post/{id}"),
                actingFor(key, true, http().get().uri("/post/{id}", id))));
    }

    /**
     * The profile's posts, the newest first.
     *
     * @param limit up to 25 are fresh; more come from a copy that may be a minute old
     * @param days how far back
     */
    public List<AyrsharePost> history(ProfileKey key, int limit, long days) {
        return rows(key, actingFor(key, true, http().get().uri("/history?limit={limit}&lastDays={days}", limit, days)))
                .map(Answers::post)
                .toList();
    }

    /**
     * As much of the profile's history as Ayrshare gives at a time, the newest first, from a copy that may be a minute old.
     *
     * @param from nothing that was before
     * @param to nothing that was later; null where there is no such end
     */
    public List<HistoryRow> history(ProfileKey key, Instant from, @Nullable Instant to) {
        var request = http().get()
                .uri(uri -> uri.path("/history")
                        .queryParam("limit", HistoryRow.MOST)
                        .queryParam("startDate", from.truncatedTo(ChronoUnit.SECONDS))
                        .queryParamIfPresent(
                                "endDate", Optional.ofNullable(to).map(end -> end.truncatedTo(ChronoUnit.SECONDS)))
                        .build());
        return rows(key, actingFor(key, true, request)).map(HistoryRow::read).toList();
    }

    private Stream<JsonNode> rows(ProfileKey key, RequestHeadersSpec<?> request) {
        try {
            JsonNode answer = exchange(callFor(key, "GET /history"), request);
            return answer.path("history").valueStream().filter(JsonNode::isObject);
        } catch (ApiException.Refused e) {
            // "No history" comes as an error.
            if (AyrshareCode.of(e.failure()).equals(Optional.of(AyrshareCode.HISTORY_EMPTY))) {
                return Stream.empty();
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
                actingFor(key, true, http().post().uri("/analytics/post")).body(Map.of("id", id)));
    }

    /** How the linked accounts do, network by network. May be as old as the cache {@code account-analytics} says. */
    public Answer<JsonNode> accountAnalytics(ProfileKey key, List<String> platforms) {
        return ask(
                callFor(key, "POST /analytics/social").thatReads().cached("account-analytics", key.value()),
                actingFor(key, platforms.contains(X), http().post().uri("/analytics/social"))
                        .body(Map.of("platforms", platforms)));
    }

    /**
     * Has a failed post tried again, once, where {@link AyrsharePost.PostError#retryAvailable} says so.
     *
     * @throws ApiException everything but success: whether it went out then is unknown, as with {@link #post}
     */
    public AyrsharePost retryPost(ProfileKey key, String id) {
        return toldOrThrown(() -> exchange(
                callFor(key, "PUT /post/retry").patient(settings.postReadTimeout()),
                actingFor(key, true, http().put().uri("/post/retry")).body(Map.of("id", id))));
    }

    /** Deletes a post, also from the network where that allows it. */
    public void deletePost(ProfileKey key, String id) {
        exchange(
                callFor(key, "DELETE /post"),
                actingFor(key, true, http().method(HttpMethod.DELETE).uri("/post"))
                        .body(Map.of("id", id)));
    }

    /**
     * Uploads a file of at most 30 MB, which Ayrshare then keeps for 90 days.
     *
     * @param name what it is called at Ayrshare; only letters, digits, dots, dashes and underscores
     * @return its address
     */
    public String uploadMedia(ProfileKey key, Path file, long length, String contentType, String name) {
        String boundary = "keelson-" + UUID.randomUUID();
        var body = StreamedBody.of(file, length)
                .between(
                        multipartHead(boundary, contentType, name).getBytes(UTF_8),
                        "\r\n--%s--\r\n".formatted(boundary).getBytes(UTF_8));
        JsonNode uploaded = exchange(
                callFor(key, "POST " + UPLOAD)
                        .patient(settings.uploadReadTimeout())
                        .sending(body),
                actingFor(key, false, http().post().uri(UPLOAD))
                        .header(HttpHeaders.CONTENT_TYPE, "multipart/form-data; boundary=" + boundary)
                        .header(HttpHeaders.CONTENT_LENGTH, Long.toString(body.length())));
        return required(uploaded, "url", "POST " + UPLOAD);
    }

    private static String multipartHead(String boundary, String contentType, String name) {
        return """
                --%1$s
                Content-Disposition: form-data; name="fileName"

                %2$s
                --%1$s
                Content-Disposition: form-data; name="file"; filename="%2$s"
                Content-Type: %3$s

                """.formatted(boundary, name, contentType).replace("\n", "\r\n");
    }

    /**
     * Where a file of up to 5 GB can be uploaded to within the next 30 minutes.
     *
     * @param type Ayrshare's word for it: {@code mp4}, {@code mov}, {@code png} or {@code jpg}
     */
    public UploadTarget uploadTarget(ProfileKey key, String name, String type) {
        String operation = "GET /media/uploadUrl";
        JsonNode target = exchange(
                callFor(key, operation),
                actingFor(
                        key,
                        false,
                        http().get().uri("/media/uploadUrl?fileName={name}&contentType={type}", name, type)));
        return new UploadTarget(
                required(target, "uploadUrl", operation),
                required(target, "accessUrl", operation),
                required(target, "contentType", operation));
    }

    /** Uploads a file to where {@link #uploadTarget} says. May be done again. */
    public void putMedia(ProfileKey key, UploadTarget target, Path file, long length) {
        exchange(
                callFor(key, "PUT /media/uploadUrl")
                        .patient(settings.uploadReadTimeout())
                        .sending(StreamedBody.of(file, length)),
                httpWithoutCredential()
                        .put()
                        .uri(URI.create(target.uploadUrl()))
                        .header(HttpHeaders.CONTENT_TYPE, target.contentType())
                        .header(HttpHeaders.CONTENT_LENGTH, Long.toString(length)));
    }

    /**
     * Has Ayrshare look at an address as it would when it publishes.
     *
     * @return the type that its server tells, empty where it tells none
     * @throws ApiException.Refused where there is nothing that it could fetch
     */
    public Optional<String> lookAtMedia(ProfileKey key, String url) {
        JsonNode answer = exchange(
                callFor(key, "POST /media/urlExists").thatReads(),
                actingFor(key, false, http().post().uri("/media/urlExists")).body(Map.of("mediaUrl", url)));
        return Answers.text(answer, "contentType");
    }

    private static LinkedAccount account(String platform, JsonNode details) {
        return new LinkedAccount(
                platform,
                Answers.text(details, "id").orElse(null),
                Answers.text(details, "displayName")
                        .or(() -> Answers.text(details, "username"))
                        .orElse(null),
                Answers.text(details, "userImage").orElse(null),
                Answers.text(details, "profileUrl").orElse(null),
                Answers.number(details, "refreshDaysRemaining"));
    }

    private static Map<String, Object> body(PostRequest post) {
        var body = new LinkedHashMap<String, Object>();
        body.put("post", post.text());
        body.put("platforms", List.of(post.platform()));
        if (!post.mediaUrls().isEmpty()) {
            body.put("mediaUrls", post.mediaUrls());
        }
        if (post.isVideo()) {
            body.put("isVideo", true);
        }
        if (post.title() != null) {
            body.put("title", post.title());
        }
        if (post.firstComment() != null) {
            body.put("firstComment", Map.of("comment", post.firstComment()));
        }
        if (post.scheduleDate() != null) {
            // Whether fractions of seconds are accepted is not documented.
            body.put(
                    "scheduleDate",
                    post.scheduleDate().truncatedTo(ChronoUnit.SECONDS).toString());
        }
        body.put("idempotencyKey", post.idempotencyKey());
        body.put("notes", post.notes());
        body.putAll(post.options());
        return body;
    }

    /** @param x whether the request is about X, or may be */
    private <S extends RequestHeadersSpec<?>> S actingFor(ProfileKey key, boolean x, S request) {
        request.header("Profile-Key", key.value());
        String xKey = settings.xApiKey();
        String xSecret = settings.xApiSecret();
        if (x && settings.hasXKeys() && xKey != null && xSecret != null) {
            request.header("X-Twitter-OAuth1-Api-Key", xKey);
            request.header("X-Twitter-OAuth1-Api-Secret", xSecret);
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
            if (isRefusal(e) || Answers.tellsOutcome(body)) {
                return Answers.post(body);
            }
        } catch (JacksonException _) {
            // Not Ayrshare's own answer, but a gateway's.
        }
        throw isRefusal(e) || e instanceof ApiException.Unavailable
                ? e
                : new ApiException.OutcomeUnknown(e.failure(), false, e);
    }

    /** Whether the status says that nothing was done. Of others, such as a gateway's 408, only the body can tell. */
    private static boolean isRefusal(ApiException e) {
        return e instanceof ApiException.Refused
                && REFUSALS.contains(e.failure().status());
    }

    private String required(JsonNode body, String field, String operation) {
        return Answers.text(body, field).orElseThrow(() -> unreadable(operation, field));
    }

    private ApiException unreadable(String operation, String field) {
        return unexpected(operation, 200, "no '" + field + "'");
    }
}

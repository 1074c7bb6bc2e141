package dev.keelson.social.posts;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.IdempotencyKeys;
import dev.keelson.shared.Page;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.Timestamps;
import dev.keelson.social.accounts.LinkAccounts;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostRules;
import dev.keelson.social.networks.PostRules.Verdict;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The user's posts. */
@RestController
@RequestMapping("/api/v1/social/posts")
class PostController {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final WritePosts write;
    private final ReadPosts read;
    private final PostMedia media;
    private final LinkAccounts links;
    private final IdempotencyKeys idempotency;
    private final TransactionTemplate transaction;

    PostController(
            WritePosts write,
            ReadPosts read,
            PostMedia media,
            LinkAccounts links,
            IdempotencyKeys idempotency,
            TransactionTemplate transaction) {
        this.write = write;
        this.read = read;
        this.media = media;
        this.links = links;
        this.idempotency = idempotency;
        this.transaction = transaction;
    }

    /** @param valid whether every network would take it */
    record ValidationResponse(boolean valid, List<Verdict> targets) {}

    /** What has to be equal for a request to be the same. */
    private record Request(String call, @Nullable Object body) {}

    @PostMapping
    ResponseEntity<?> create(
            @AuthenticationPrincipal CurrentUser user,
            @RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key,
            @Valid @RequestBody PostBody body) {
        var content = body.toContent();
        var when = body.requiredWhen();
        return once(user, key, new Request("POST /posts", body), () -> {
            var post = write.create(user.id(), content, when);
            var status = post.status() == PostStatus.PUBLISHING ? HttpStatus.ACCEPTED : HttpStatus.CREATED;
            return answer(status, PostResponse.from(post), URI.create("/api/v1/social/posts/" + post.id()));
        });
    }

    @PostMapping("/validate")
    ValidationResponse validate(@AuthenticationPrincipal CurrentUser user, @Valid @RequestBody PostBody body) {
        var content = body.toContent();
        var verdicts = PostRules.review(content, media.lookedAt(user.id(), content), body.goesOutAt());
        return new ValidationResponse(verdicts.stream().allMatch(Verdict::valid), verdicts);
    }

    /**
     * The newest first.
     *
     * @param status several by commas; deleted posts only where that is asked for
     * @param platform posts for one of these networks
     * @param q part of the text, whatever the case
     * @param from not before. A post stands at the time at which it was published, or else is planned, or else was written
     * @param to before
     */
    @GetMapping
    Page<PostResponse> list(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(defaultValue = "") List<String> status,
            @RequestParam(defaultValue = "") List<String> platform,
            @RequestParam(required = false) @Nullable @Size(min = 1, max = 200) String q,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        requireStorable("from", from);
        requireStorable("to", to);
        var filter = new PostFilter(
                named("status", status, PostStatus::named), named("platform", platform, Platform::named), q, from, to);
        return read.list(user.id(), filter, Cursor.decode(cursor), limit);
    }

    @GetMapping("/{id}")
    ResponseEntity<PostResponse> get(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return answer(HttpStatus.OK, read.find(user.id(), id), null);
    }

    @PatchMapping("/{id}")
    ResponseEntity<PostResponse> edit(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @Valid @RequestBody PostBody body) {
        var edit = body.toEdit();
        var when = body.toWhen().orElse(null);
        return links.withFreshAccounts(
                user.id(),
                () -> answer(
                        HttpStatus.OK,
                        PostResponse.from(write.edit(user.id(), id, version(ifMatch), edit, when)),
                        null));
    }

    @PostMapping("/{id}/schedule")
    ResponseEntity<PostResponse> schedule(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @Valid @RequestBody PlanBody body) {
        var when = body.toWhen();
        return links.withFreshAccounts(
                user.id(),
                () -> answer(
                        HttpStatus.OK, PostResponse.from(write.schedule(user.id(), id, version(ifMatch), when)), null));
    }

    @PostMapping("/{id}/unschedule")
    ResponseEntity<PostResponse> unschedule(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable UUID id,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return answer(HttpStatus.OK, PostResponse.from(write.unschedule(user.id(), id, version(ifMatch))), null);
    }

    @PostMapping("/{id}/duplicate")
    ResponseEntity<?> duplicate(
            @AuthenticationPrincipal CurrentUser user,
            @RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key,
            @PathVariable UUID id) {
        return once(user, key, new Request("duplicate " + id, null), () -> {
            var copy = write.duplicate(user.id(), id);
            return answer(HttpStatus.CREATED, PostResponse.from(copy), URI.create("/api/v1/social/posts/" + copy.id()));
        });
    }

    @PostMapping("/{id}/publish")
    ResponseEntity<?> publish(
            @AuthenticationPrincipal CurrentUser user,
            @RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @PathVariable UUID id) {
        return once(
                user,
                key,
                new Request("publish " + id, null),
                () -> answer(
                        HttpStatus.ACCEPTED, PostResponse.from(write.publish(user.id(), id, version(ifMatch))), null));
    }

    @PostMapping("/{id}/retry")
    ResponseEntity<?> retry(
            @AuthenticationPrincipal CurrentUser user,
            @RequestHeader(name = IDEMPOTENCY_KEY, required = false) @Nullable String key,
            @PathVariable UUID id) {
        return once(
                user,
                key,
                new Request("retry " + id, null),
                () -> answer(HttpStatus.ACCEPTED, PostResponse.from(write.retry(user.id(), id)), null));
    }

    @DeleteMapping("/{id}")
    ResponseEntity<PostResponse> delete(
            @AuthenticationPrincipal CurrentUser user,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @PathVariable UUID id) {
        var deleted = PostResponse.from(write.delete(user.id(), id, version(ifMatch)));
        boolean removing = deleted.targets().stream().anyMatch(target -> target.removal() == Removal.PENDING);
        return answer(removing ? HttpStatus.ACCEPTED : HttpStatus.OK, deleted, null);
    }

    /**
     * The write and its stored answer in one transaction: were the answer stored later, a crash in between would let the
     * same request publish twice.
     */
    private ResponseEntity<?> once(
            CurrentUser user, @Nullable String key, Request request, Supplier<ResponseEntity<PostResponse>> write) {
        return links.withFreshAccounts(
                user.id(),
                () -> Objects.requireNonNull(
                        transaction.<ResponseEntity<?>>execute(_ -> idempotency.once(user.id(), key, request, write))));
    }

    private static ResponseEntity<PostResponse> answer(HttpStatus status, PostResponse post, @Nullable URI location) {
        var response = ResponseEntity.status(status).eTag(Long.toString(post.version()));
        return (location == null ? response : response.location(location)).body(post);
    }

    /** The version in an {@code If-Match}, null where any will do. */
    private static @Nullable Long version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return null;
        }
        String version = ifMatch.strip().replaceFirst("^W/", "").replace("\"", "");
        try {
            return Long.parseLong(version);
        } catch (NumberFormatException e) {
            // Not one of ours: nothing has this version.
            return -1L;
        }
    }

    private static void requireStorable(String parameter, @Nullable Instant time) {
        if (time != null && !Timestamps.hold(time)) {
            throw ProblemException.notValid(parameter, "must lie in the years 1 to 9999");
        }
    }

    private static <T> Set<T> named(String parameter, List<String> given, BiFunction<String, String, T> named) {
        return given.stream()
                .filter(name -> !name.isBlank())
                .map(name -> named.apply(parameter, name.strip()))
                .collect(Collectors.toUnmodifiableSet());
    }
}

package dev.keelson.social.posts;

import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent.TargetContent;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A post on one network. Changed through its {@link Post} alone. */
@Entity
@Table(name = "post_targets")
class PostTarget {
    @Id
    private UUID id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "post_id")
    @SuppressWarnings("unused") // read by queries
    private Post post;

    @SuppressWarnings("unused") // read by queries
    private UUID userId;

    @Enumerated(EnumType.STRING)
    private Platform platform;

    private @Nullable String content;
    private @Nullable String title;
    private @Nullable String subreddit;

    @JdbcTypeCode(SqlTypes.ARRAY)
    @Column(columnDefinition = "text[]")
    private @Nullable List<String> mediaUrls;

    private @Nullable String firstComment;
    private boolean thread;

    @JdbcTypeCode(SqlTypes.JSON)
    private Map<String, Object> options = Map.of();

    @Enumerated(EnumType.STRING)
    private TargetStatus status = TargetStatus.PENDING;

    private int round;
    private @Nullable String ayrsharePostId;
    private @Nullable String networkPostId;
    private @Nullable String url;

    @Enumerated(EnumType.STRING)
    private @Nullable PublishFailure failure;

    private @Nullable Integer vendorCode;
    private @Nullable String failureDetail;

    @Enumerated(EnumType.STRING)
    private @Nullable Removal removal;

    private @Nullable Instant publishedAt;
    private @Nullable Instant retryAt;
    private boolean asynchronous;
    private @Nullable Instant vanishedAt;
    private @Nullable String publishedText;

    protected PostTarget() {}

    PostTarget(UUID id, Post post, UUID userId, TargetContent target) {
        this.id = id;
        this.post = post;
        this.userId = userId;
        this.platform = target.platform();
        rewrite(target);
    }

    void rewrite(TargetContent target) {
        content = target.text();
        title = target.title();
        subreddit = target.subreddit();
        mediaUrls = target.mediaUrls() == null ? null : new ArrayList<>(target.mediaUrls());
        firstComment = target.firstComment();
        thread = target.thread();
        options = new LinkedHashMap<>(target.options());
    }

    TargetContent written() {
        return new TargetContent(
                platform,
                content,
                title,
                subreddit,
                mediaUrls == null ? null : List.copyOf(mediaUrls),
                firstComment,
                thread,
                Map.copyOf(options));
    }

    /** The user has ordered it to be sent: from now on this order counts, and no older one. */
    void order() {
        round++;
        status = TargetStatus.PENDING;
        ayrsharePostId = null;
        forgetFailure();
    }

    void sending() {
        status = TargetStatus.PUBLISHING;
        retryAt = null;
    }

    /** @param until when it is sent */
    void waiting(Instant until) {
        status = TargetStatus.PENDING;
        retryAt = until;
    }

    /** From now on it is left to Ayrshare to publish it by itself: a call cannot wait for it. */
    void leaveToAyrshare() {
        asynchronous = true;
    }

    void accepted(@Nullable String ayrshareId) {
        status = TargetStatus.PUBLISHING;
        know(ayrshareId);
    }

    void unanswered(Sighting.Unclear told) {
        status = TargetStatus.UNKNOWN;
        know(told.ayrshareId());
        vendorCode = told.code() == null ? vendorCode : told.code();
        failureDetail = told.detail() == null ? failureDetail : told.detail();
    }

    void published(Sighting.Published sighting, Instant now) {
        status = TargetStatus.PUBLISHED;
        know(sighting.ayrshareId());
        networkPostId = sighting.networkId();
        url = sighting.url();
        publishedAt = now;
        forgetFailure();
    }

    /** @return whether the sighting tells more of what is out than is known; of two addresses the one that sorts later stays */
    boolean completed(Sighting.Published sighting) {
        var knownId = networkPostId;
        var knownUrl = url;
        networkPostId = later(knownId, sighting.networkId());
        url = later(knownUrl, sighting.url());
        return !Objects.equals(knownId, networkPostId) || !Objects.equals(knownUrl, url);
    }

    private static @Nullable String later(@Nullable String known, @Nullable String told) {
        return told == null || (known != null && known.compareTo(told) > 0) ? known : told;
    }

    /** Ayrshare no longer has what is out, and nobody deleted it here. */
    void vanished(Instant now) {
        vanishedAt = now;
    }

    void reappeared() {
        vanishedAt = null;
    }

    /** @param text what is out; null where that is what was written */
    void publishedAs(@Nullable String text) {
        publishedText = text;
    }

    /** @param notBefore before when the network will not take it; null where it has not said so */
    void failed(Sighting.Refused refused, @Nullable Instant notBefore) {
        status = TargetStatus.FAILED;
        explain(refused.failure(), refused.code(), refused.detail());
        retryAt = notBefore;
    }

    void leftUnknown() {
        status = TargetStatus.UNKNOWN;
        explain(PublishFailure.OUTCOME_UNKNOWN, vendorCode, failureDetail);
    }

    void remove(Removal outcome) {
        removal = outcome;
    }

    /** Whether what becomes of it is still open. */
    boolean isOpen() {
        return switch (status) {
            case PENDING, PUBLISHING -> true;
            case UNKNOWN -> failure == null;
            case PUBLISHED, FAILED -> false;
        };
    }

    /** Whether what is known of it gives way to this refusal. */
    boolean isLessCertainThan(Sighting.Refused refused) {
        return switch (status) {
            case PENDING, PUBLISHING, UNKNOWN -> true;
            case PUBLISHED -> false;
            case FAILED ->
                failure == null || refused.leavesLessHopeThan(new Sighting.Refused(failure, vendorCode, failureDetail));
        };
    }

    /** Whether this order is the one that counts, and not carried out yet. */
    boolean awaits(int order) {
        return order == round && isOpen();
    }

    boolean isRetryable() {
        return status == TargetStatus.FAILED && failure != null && failure.isRetryable();
    }

    private void know(@Nullable String ayrshareId) {
        if (ayrshareId != null) {
            ayrsharePostId = ayrshareId;
        }
    }

    private void explain(PublishFailure why, @Nullable Integer code, @Nullable String detail) {
        failure = why;
        vendorCode = code;
        failureDetail = detail;
    }

    private void forgetFailure() {
        failure = null;
        vendorCode = null;
        failureDetail = null;
        retryAt = null;
    }

    UUID id() {
        return id;
    }

    Platform platform() {
        return platform;
    }

    TargetStatus status() {
        return status;
    }

    int round() {
        return round;
    }

    Optional<String> ayrsharePostId() {
        return Optional.ofNullable(ayrsharePostId);
    }

    @Nullable
    String networkPostId() {
        return networkPostId;
    }

    @Nullable
    String url() {
        return url;
    }

    @Nullable
    PublishFailure failure() {
        return failure;
    }

    @Nullable
    Integer vendorCode() {
        return vendorCode;
    }

    @Nullable
    String failureDetail() {
        return failureDetail;
    }

    /** While it waits: when it is sent. Where it failed: before when the network will not take it. */
    @Nullable
    Instant retryAt() {
        return retryAt;
    }

    boolean isAsynchronous() {
        return asynchronous;
    }

    @Nullable
    Removal removal() {
        return removal;
    }

    @Nullable
    Instant publishedAt() {
        return publishedAt;
    }

    /** When Ayrshare was seen not to have it any more. */
    @Nullable
    Instant vanishedAt() {
        return vanishedAt;
    }

    /** What is out, where that is not what was written here. */
    @Nullable
    String publishedText() {
        return publishedText;
    }
}

package dev.keelson.social.posts;

import dev.keelson.shared.UserId;
import dev.keelson.social.PostFailed;
import dev.keelson.social.PostHeld;
import dev.keelson.social.PostPublished;
import dev.keelson.social.PostVanished;
import dev.keelson.social.networks.NetworkRules;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.AbstractAggregateRoot;

/**
 * A post and its targets. Every change of status is one of the methods here, and each refuses what {@link PostAction} does not
 * allow from where it is. What becomes of a target only ever gets more certain: what is out stays out.
 */
@Entity
@Table(name = "posts")
public class Post extends AbstractAggregateRoot<Post> {
    @Id
    private UUID id;

    private UUID userId;
    private String content;

    @JdbcTypeCode(SqlTypes.ARRAY)
    @Column(columnDefinition = "text[]")
    private List<String> mediaUrls = new ArrayList<>();

    @Enumerated(EnumType.STRING)
    private PostStatus status = PostStatus.DRAFT;

    private @Nullable Instant scheduledAt;
    private @Nullable String scheduledZone;

    /** Of its own type to the driver: as a timestamp it would be moved by what the JVM's zone is away from UTC. */
    @JdbcTypeCode(SqlTypes.LOCAL_DATE_TIME)
    private @Nullable LocalDateTime scheduledLocal;

    @Enumerated(EnumType.STRING)
    private @Nullable HoldReason holdReason;

    private @Nullable Instant publishedAt;

    @SuppressWarnings("unused") // read by queries
    private @Nullable Instant deletedAt;

    private Instant createdAt;
    private Instant updatedAt;

    @Version
    private @Nullable Long version;

    @OneToMany(mappedBy = "post", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("platform")
    private List<PostTarget> targets = new ArrayList<>();

    protected Post() {}

    private Post(UUID id, UserId user, Instant now) {
        this.id = id;
        this.userId = user.value();
        this.content = "";
        this.createdAt = now;
        this.updatedAt = now;
    }

    static Post draft(UserId user, PostContent written, Supplier<UUID> ids, Instant now) {
        var post = new Post(ids.get(), user, now);
        post.write(written, ids);
        return post;
    }

    /** Replaces what is to be published, while nothing of it is. */
    void rewrite(PostContent written, Supplier<UUID> ids, Instant now) {
        PostAction.EDIT.requireFrom(status);
        write(written, ids);
        updatedAt = now;
    }

    /** @param lead how far ahead the instant must lie */
    void schedule(PlannedTime at, Duration lead, Instant now) {
        var next = PostAction.SCHEDULE.requireFrom(status);
        if (at.instant().isBefore(now.plus(lead))) {
            throw PostProblem.SCHEDULE_TOO_SOON.because(
                    "'when' must be at least %d seconds ahead.".formatted(lead.toSeconds()));
        }
        plannedFor(at);
        become(next, now);
    }

    void unschedule(Instant now) {
        var next = PostAction.UNSCHEDULE.requireFrom(status);
        plannedFor(null);
        become(next, now);
    }

    /** Orders every target to be sent. */
    List<PostTarget> publish(Instant now) {
        return order(targets, PostAction.PUBLISH.requireFrom(status), now);
    }

    /** Orders those targets to be sent again that failed and may succeed. */
    List<PostTarget> retry(Instant now) {
        var next = PostAction.RETRY.requireFrom(status);
        var failed = targets.stream().filter(PostTarget::isRetryable).toList();
        if (failed.isEmpty()) {
            throw PostProblem.NOTHING_TO_RETRY.because("No target of this post failed in a way that may pass.");
        }
        return order(failed, next, now);
    }

    /** Whether its time has come. */
    boolean isDue(Instant now) {
        return status == PostStatus.SCHEDULED && scheduledAt != null && !now.isBefore(scheduledAt);
    }

    /** It is due and does not go out: from now on its user decides. */
    void hold(HoldReason reason, Instant now) {
        become(PostAction.HOLD.requireFrom(status), now);
        holdReason = reason;
        registerEvent(new PostHeld(
                id, user(), reason.id(), Objects.requireNonNull(scheduledAt), reason.meaning(), reason.action()));
    }

    /** What was meant is another instant now, because the rules of its zone have changed. */
    void movedTo(PlannedTime at, Instant now) {
        var next = PostAction.MOVE.requireFrom(status);
        plannedFor(at);
        become(next, now);
    }

    /** @return the targets that have to be deleted at their networks; those that cannot be say so from now on */
    List<PostTarget> delete(Instant now) {
        var next = PostAction.DELETE.requireFrom(status);
        if (status == next) {
            return List.of();
        }
        var published = targets.stream()
                .filter(target -> target.status() == TargetStatus.PUBLISHED)
                .toList();
        published.forEach(Post::takeDown);
        deletedAt = now;
        become(next, now);
        return published.stream()
                .filter(target -> target.removal() == Removal.PENDING)
                .toList();
    }

    void sending(UUID target, Instant now) {
        change(target, now, PostTarget::sending);
    }

    /** @param until when it is sent */
    void waiting(UUID target, Instant until, Instant now) {
        change(target, now, t -> t.waiting(until));
    }

    void accepted(UUID target, @Nullable String ayrshareId, Instant now) {
        change(target, now, t -> t.accepted(ayrshareId));
    }

    void unanswered(UUID target, Sighting.Unclear told, Instant now) {
        change(target, now, t -> t.unanswered(told));
    }

    void failed(UUID target, Sighting.Refused refused, Instant now) {
        failed(target, refused, null, now);
    }

    /** @param notBefore before when the network will not take it; null where it has not said so */
    void failed(UUID target, Sighting.Refused refused, @Nullable Instant notBefore, Instant now) {
        change(target, now, t -> {
            t.failed(refused, notBefore);
            registerEvent(failure(t));
        });
    }

    void leftUnknown(UUID target, Instant now) {
        change(target, now, t -> {
            t.leftUnknown();
            registerEvent(failure(t));
        });
    }

    /**
     * A refusal of which nobody knows whether it is the newest thing that was told.
     *
     * @return whether this was news
     */
    boolean refused(UUID target, Sighting.Refused refused, Instant now) {
        if (!target(target).isLessCertainThan(refused)) {
            return false;
        }
        target(target).failed(refused, null);
        registerEvent(failure(target(target)));
        settle(now);
        return true;
    }

    /** @return whether this was news; a failed target, too, takes it in */
    boolean published(UUID target, Sighting.Published sighting, Instant now) {
        var published = target(target);
        if (published.status() == TargetStatus.PUBLISHED) {
            boolean news = published.completed(sighting);
            updatedAt = news ? now : updatedAt;
            return news;
        }
        published.published(sighting, now);
        if (status == PostStatus.DELETED && takeDown(published)) {
            updatedAt = now;
            registerEvent(new TurnedUp(published.id()));
            return true;
        }
        registerEvent(new PostPublished(id, user(), published.platform().id(), sighting.url()));
        settle(now);
        return true;
    }

    /** @return whether that is to be done; what cannot be deleted there says so from now on */
    private static boolean takeDown(PostTarget target) {
        boolean deletable = NetworkRules.of(target.platform()).deletable();
        target.remove(deletable ? Removal.PENDING : Removal.REFUSED);
        return deletable;
    }

    void removed(UUID target, Removal outcome, Instant now) {
        target(target).remove(outcome);
        updatedAt = now;
    }

    /** @return whether this was news: it was out, and nobody here has had it deleted */
    boolean vanished(UUID target, Instant now) {
        var gone = target(target);
        if (gone.status() != TargetStatus.PUBLISHED || gone.removal() != null || gone.vanishedAt() != null) {
            return false;
        }
        gone.vanished(now);
        updatedAt = now;
        registerEvent(new PostVanished(id, user(), gone.platform().id(), gone.url(), now));
        return true;
    }

    void reappeared(UUID target, Instant now) {
        target(target).reappeared();
        updatedAt = now;
    }

    /**
     * @param text what is out on that network
     * @return whether this was news
     */
    boolean publishedAs(UUID target, String text, Instant now) {
        var published = target(target);
        String other = text.isBlank() || sameText(text, written().textFor(published.written())) ? null : text;
        if (Objects.equals(other, published.publishedText())) {
            return false;
        }
        published.publishedAs(other);
        updatedAt = now;
        return true;
    }

    /** White space is what networks and vendors change without a word. */
    private static boolean sameText(String one, String other) {
        return one.replaceAll("\\s+", " ")
                .strip()
                .equals(other.replaceAll("\\s+", " ").strip());
    }

    /** Forgets what the user wrote; what is still to come of it will not come. */
    public void anonymise(Instant now) {
        content = "";
        mediaUrls = new ArrayList<>();
        targets.forEach(target -> {
            target.rewrite(TargetContent.on(target.platform()));
            target.publishedAs(null);
        });
        deletedAt = now;
        become(PostStatus.DELETED, now);
    }

    private List<PostTarget> order(List<PostTarget> ordered, PostStatus next, Instant now) {
        ordered.forEach(PostTarget::order);
        become(next, now);
        return ordered;
    }

    private void change(UUID target, Instant now, Consumer<PostTarget> change) {
        var changed = target(target);
        if (changed.isOpen()) {
            change.accept(changed);
            settle(now);
        }
    }

    private void settle(Instant now) {
        updatedAt = now;
        if (status == PostStatus.DELETED || targets.stream().anyMatch(PostTarget::isOpen)) {
            return;
        }
        long published = targets.stream()
                .filter(target -> target.status() == TargetStatus.PUBLISHED)
                .count();
        if (published > 0 && publishedAt == null) {
            publishedAt = now;
        }
        if (published == targets.size()) {
            status = PostStatus.PUBLISHED;
        } else {
            status = published == 0 ? PostStatus.FAILED : PostStatus.PARTIALLY_PUBLISHED;
        }
    }

    private PostFailed failure(PostTarget target) {
        var failure = target.failure() == null ? PublishFailure.REFUSED : target.failure();
        return new PostFailed(id, user(), target.platform().id(), failure.name(), failure.meaning(), failure.action());
    }

    private void write(PostContent written, Supplier<UUID> ids) {
        content = written.text();
        mediaUrls = new ArrayList<>(written.mediaUrls());
        var wanted = new EnumMap<Platform, TargetContent>(Platform.class);
        written.targets().forEach(target -> wanted.put(target.platform(), target));
        targets.removeIf(target -> !wanted.containsKey(target.platform()));
        for (var target : targets) {
            target.rewrite(Objects.requireNonNull(wanted.remove(target.platform())));
        }
        wanted.values().forEach(target -> targets.add(new PostTarget(ids.get(), this, userId, target)));
    }

    private void become(PostStatus next, Instant now) {
        status = next;
        holdReason = null;
        updatedAt = now;
    }

    private void plannedFor(@Nullable PlannedTime at) {
        scheduledAt = at == null ? null : at.instant();
        scheduledZone = at == null || at.zone() == null ? null : at.zone().getId();
        scheduledLocal = at == null ? null : at.local();
    }

    PostTarget target(UUID target) {
        return targets.stream().filter(t -> t.id().equals(target)).findFirst().orElseThrow();
    }

    PostContent written() {
        return new PostContent(
                content,
                List.copyOf(mediaUrls),
                targets.stream().map(PostTarget::written).toList());
    }

    public UUID id() {
        return id;
    }

    UserId user() {
        return new UserId(userId);
    }

    PostStatus status() {
        return status;
    }

    List<PostTarget> targets() {
        return List.copyOf(targets);
    }

    @Nullable
    Instant scheduledAt() {
        return scheduledAt;
    }

    /** The zone in which the user planned it. */
    @Nullable
    String scheduledZone() {
        return scheduledZone;
    }

    /** The time on the clock of that zone. */
    @Nullable
    LocalDateTime scheduledLocal() {
        return scheduledLocal;
    }

    @Nullable
    HoldReason holdReason() {
        return holdReason;
    }

    @Nullable
    Instant publishedAt() {
        return publishedAt;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }

    /** Grows with every stored change. */
    long version() {
        return version == null ? 0 : version;
    }
}

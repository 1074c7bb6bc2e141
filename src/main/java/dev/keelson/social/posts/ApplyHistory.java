package dev.keelson.social.posts;

import dev.keelson.clients.ayrshare.AyrsharePost.NetworkPost;
import dev.keelson.clients.ayrshare.HistoryRow;
import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.posts.ExternalPost.Seen;
import dev.keelson.social.posts.ExternalPost.State;
import dev.keelson.social.posts.PublicationStore.Ours;
import dev.keelson.webhooks.Drift;
import dev.keelson.webhooks.SyncPass;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Makes our rows say what Ayrshare's history says. Each method is one transaction with its report, and does nothing where nothing
 * differs.
 */
@Component
@Transactional
class ApplyHistory {
    private static final String OURS = "publication";
    private static final String EXTERNAL = "external_post";
    private static final int LONGEST = 10_000;

    private final Posts posts;
    private final PublicationStore publications;
    private final ExternalPosts external;
    private final ApplySighting apply;
    private final InstantSource clock;

    ApplyHistory(
            Posts posts,
            PublicationStore publications,
            ExternalPosts external,
            ApplySighting apply,
            InstantSource clock) {
        this.posts = posts;
        this.publications = publications;
        this.external = external;
        this.apply = apply;
        this.clock = clock;
    }

    /** A row of ours that is not deleted there; whether what was missed is back has been asked. */
    void ours(SyncPass pass, Ours ours, HistoryRow row) {
        if (!(Sighting.of(row.post(), ours.platform()) instanceof Sighting.Published published)) {
            return;
        }
        posts.lockByTarget(ours.target()).ifPresent(post -> {
            var target = post.target(ours.target());
            // Of two posts of the same target the one that we know by its id is meant.
            boolean same = target.ayrsharePostId()
                    .equals(Optional.ofNullable(row.post().id()));
            if (target.status() == TargetStatus.PUBLISHED && !same) {
                return;
            }
            boolean news = apply.to(post, target, published);
            news |= post.publishedAs(ours.target(), row.textOn(ours.platform().ayrshareName()), clock.instant());
            if (target.vanishedAt() != null) {
                post.reappeared(ours.target(), clock.instant());
                news = true;
            }
            if (news) {
                posts.saveAndFlush(post);
                pass.report(new Drift(OURS, id(row.post().id(), ours.platform()), Drift.Kind.DIFFERENT, true));
            }
        });
    }

    /** A row of nobody's here. */
    void external(SyncPass pass, UserId user, HistoryRow row) {
        String ayrshareId = String.valueOf(row.post().id());
        var seen = row.isDeleted() ? List.<Seen>of() : seen(row);
        var known =
                external.of(user, ayrshareId).stream().collect(Collectors.toMap(ExternalPost::platform, post -> post));
        for (var there : seen) {
            var here = known.remove(there.platform());
            if (here == null || !here.isAs(there)) {
                external.save(user, ayrshareId, there);
                pass.report(new Drift(EXTERNAL, id(ayrshareId, there.platform()), kind(here, there), true));
            }
        }
        known.values().forEach(gone -> forget(pass, ayrshareId, gone));
    }

    /** That Ayrshare is going to publish what nobody planned here should be looked at by somebody. */
    private static Drift.Kind kind(@Nullable ExternalPost here, Seen there) {
        if (here != null) {
            return Drift.Kind.DIFFERENT;
        }
        return there.state() == State.SCHEDULED ? Drift.Kind.ORPHAN : Drift.Kind.MISSING;
    }

    /** What Ayrshare, asked for it, does not have any more. */
    void gone(SyncPass pass, UserId user, String ayrshareId) {
        publications.with(ayrshareId).stream()
                .filter(ours -> ours.user().equals(user))
                .forEach(ours -> posts.lockByTarget(ours.target())
                        .filter(post ->
                                post.target(ours.target()).ayrsharePostId().equals(Optional.of(ayrshareId)))
                        .filter(post -> post.vanished(ours.target(), clock.instant()))
                        .ifPresent(post -> {
                            posts.saveAndFlush(post);
                            pass.report(new Drift(OURS, id(ayrshareId, ours.platform()), Drift.Kind.DELETED, true));
                        }));
        external.of(user, ayrshareId).forEach(gone -> forget(pass, ayrshareId, gone));
    }

    private void forget(SyncPass pass, String ayrshareId, ExternalPost gone) {
        external.delete(gone.id());
        pass.report(new Drift(EXTERNAL, id(ayrshareId, gone.platform()), Drift.Kind.DELETED, true));
    }

    private static List<Seen> seen(HistoryRow row) {
        Instant at = row.at().orElse(Instant.EPOCH).truncatedTo(ChronoUnit.SECONDS);
        Stream<Seen> seen = row.waits()
                ? row.platforms().stream()
                        .flatMap(name -> Platform.of(name).stream())
                        .distinct()
                        .map(platform -> new Seen(platform, State.SCHEDULED, null, null, text(row, platform), at))
                : row.post().networks().stream()
                        .filter(NetworkPost::isPublished)
                        .flatMap(there -> Platform.of(there.platform()).stream()
                                .map(platform -> new Seen(
                                        platform, State.PUBLISHED, there.id(), there.url(), text(row, platform), at)));
        return List.copyOf(seen.collect(Collectors.toMap(Seen::platform, one -> one, (one, _) -> one))
                .values());
    }

    private static String text(HistoryRow row, Platform platform) {
        // PostgreSQL keeps neither zero bytes nor half a character.
        String text = row.textOn(platform.ayrshareName()).replace("\0", "");
        if (text.length() <= LONGEST) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
    }

    private static String id(@Nullable String ayrshareId, Platform platform) {
        return ayrshareId + "/" + platform.id();
    }
}

package dev.keelson.social.posts;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareSettings;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.Profiles;
import dev.keelson.social.networks.Platform;
import dev.keelson.webhooks.Drift;
import dev.keelson.webhooks.Reconciler;
import dev.keelson.webhooks.SyncPass;
import dev.keelson.webhooks.SyncScope;
import dev.keelson.webhooks.WebhookProvider;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Looks for posts of which Ayrshare has not told what became of them. It only looks and never sends: whether something is to be
 * sent again is {@link PublishTarget}'s to decide. A full pass also looks for those that were given up, as long as
 * Ayrshare's history reaches back.
 */
@Component
@Order(0)
class PostReconciler implements Reconciler {
    private static final Logger log = LoggerFactory.getLogger(PostReconciler.class);
    private static final String ENTITY = "post";
    private static final int PAGE = 20;
    private static final Duration HISTORY = Duration.ofDays(30);

    private final PostSender sender;
    private final Attempts attempts;
    private final Posts posts;
    private final Profiles profiles;
    private final ApplySighting apply;
    private final PublishSettings settings;
    private final AyrshareSettings ayrshare;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    PostReconciler(
            PostSender sender,
            Attempts attempts,
            Posts posts,
            Profiles profiles,
            ApplySighting apply,
            PublishSettings settings,
            AyrshareSettings ayrshare,
            JdbcClient jdbc,
            TransactionTemplate transaction) {
        this.sender = sender;
        this.attempts = attempts;
        this.posts = posts;
        this.profiles = profiles;
        this.apply = apply;
        this.settings = settings;
        this.ayrshare = ayrshare;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    private record Open(
            UUID target,
            UserId user,
            Platform platform,
            int round,
            @Nullable String ayrshareId) {

        /** Ayrshare's id, or the key under which Ayrshare has it. */
        String id(Attempt attempt) {
            return ayrshareId == null ? attempt.key() : ayrshareId;
        }

        static Open read(ResultSet row, int number) throws SQLException {
            return new Open(
                    row.getObject("id", UUID.class),
                    new UserId(row.getObject("user_id", UUID.class)),
                    Platform.of(row.getString("platform")).orElseThrow(),
                    row.getInt("round"),
                    row.getString("ayrshare_post_id"));
        }
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.AYRSHARE;
    }

    @Override
    public String entity() {
        return ENTITY;
    }

    @Override
    public boolean covers(SyncScope scope, Instant askedAt) {
        return !(scope instanceof SyncScope.One one)
                || !withAyrshareId(one.vendorId()).isEmpty();
    }

    @Override
    public Step page(SyncPass pass, @Nullable String cursor) {
        var open = open(pass, cursor == null ? new UUID(0, 0) : UUID.fromString(cursor));
        open.forEach(target -> look(pass, target));
        return Step.of(open.size() < PAGE ? null : open.getLast().target().toString(), open.size());
    }

    @Override
    public void check(SyncPass pass, String ayrshareId) {
        withAyrshareId(ayrshareId).forEach(target -> look(pass, target));
    }

    private void look(SyncPass pass, Open open) {
        var profile = profiles.active(open.user());
        var attempt = attempts.latest(open.target(), open.round())
                .filter(latest -> latest.outcome().mustBeLookedFor())
                .filter(latest -> !mayStillBeSent(pass, latest));
        if (profile.isEmpty() || attempt.isEmpty()) {
            return;
        }
        try {
            var sighting = find(pass, profile.get().activeKey(), open, attempt.get());
            if (sighting != null) {
                transaction.executeWithoutResult(_ -> take(pass, open, attempt.get(), sighting));
            }
        } catch (ApiException.NotFound e) {
            pass.report(new Drift(ENTITY, open.id(attempt.get()), Drift.Kind.DELETED, false));
        } catch (ApiException.Refused e) {
            // One profile that Ayrshare has suspended must not keep the others from being looked at.
            log.warn("reconcile=refused entity={} target={} {}", ENTITY, open.target(), e.failure());
            pass.report(new Drift(ENTITY, open.id(attempt.get()), Drift.Kind.DIFFERENT, false));
        }
    }

    /** A call that runs is not to be judged by what Ayrshare shows meanwhile. */
    private boolean mayStillBeSent(SyncPass pass, Attempt attempt) {
        return attempt.endedAt() == null
                && attempt.startedAt()
                        .plus(settings.sendWithin())
                        .plus(ayrshare.postReadTimeout())
                        .isAfter(pass.askedAt());
    }

    private @Nullable Sighting find(SyncPass pass, ProfileKey profile, Open open, Attempt attempt) {
        return pass.ask(() -> sender.find(profile, open.platform(), attempt, Optional.ofNullable(open.ayrshareId())))
                .value()
                .sighting();
    }

    private void take(SyncPass pass, Open open, Attempt attempt, Sighting sighting) {
        posts.lockByTarget(open.target())
                .filter(post -> post.target(open.target()).round() == open.round())
                .filter(post -> apply.to(post, post.target(open.target()), sighting))
                .ifPresent(post -> {
                    posts.saveAndFlush(post);
                    pass.report(new Drift(ENTITY, open.id(attempt), Drift.Kind.DIFFERENT, true));
                });
    }

    private List<Open> open(SyncPass pass, UUID after) {
        return jdbc.sql("""
                        select t.* from post_targets t
                        where t.id > :after
                          and (t.status = 'publishing'
                               or t.status = 'unknown' and (t.failure is null or :givenUp and exists (
                                 select from post_attempts a where a.target_id = t.id and a.started_at > :since)))
                        order by t.id limit :limit
                        """)
                .param("after", after)
                .param("givenUp", pass.scope() instanceof SyncScope.Full)
                .param("since", Timestamps.at(pass.askedAt().minus(HISTORY)))
                .param("limit", PAGE)
                .query(Open::read)
                .list();
    }

    private List<Open> withAyrshareId(String ayrshareId) {
        return jdbc.sql("select t.* from post_targets t where t.ayrshare_post_id = :id order by t.id")
                .param("id", ayrshareId)
                .query(Open::read)
                .list();
    }
}

package dev.keelson.social.analytics;

import static dev.keelson.shared.Timestamps.at;

import dev.keelson.shared.Timestamps;
import dev.keelson.social.PostPublished;
import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Gives what is published a place among the numbers: in the transaction that finds it published, and, should that ever miss one,
 * by looking.
 */
@Component
class StartCollecting {
    private static final Duration LOOKED_BACK = Duration.ofDays(2);

    private static final String INSERT = """
            insert into post_metrics (target_id, post_id, user_id, platform, published_at, story, state, reason, next_at,
              created_at, updated_at)
            select t.id, t.post_id, t.user_id, t.platform, :publishedAt,
              coalesce(t.options #>> '{instagramOptions,stories}', t.options #>> '{faceBookOptions,stories}',
                t.options ->> 'stories', 'false') = 'true',
              :state, :reason, :next::timestamptz, :now, :now
            from post_targets t where t.post_id = :post and t.platform = :platform
            on conflict (target_id) do nothing
            """;

    private final JdbcClient jdbc;
    private final Cadence cadence;
    private final InstantSource clock;

    StartCollecting(JdbcClient jdbc, Cadence cadence, InstantSource clock) {
        this.jdbc = jdbc;
        this.cadence = cadence;
        this.clock = clock;
    }

    @EventListener
    void on(PostPublished event) {
        Instant now = clock.instant();
        start(event.postId(), Platform.of(event.platform()).orElseThrow(), now, now);
    }

    private void start(UUID post, Platform platform, Instant publishedAt, Instant now) {
        var next = cadence.next(platform, publishedAt, false, now);
        jdbc.sql(INSERT)
                .param("post", post)
                .param("platform", platform.id())
                .param("publishedAt", at(publishedAt))
                .param("state", (next.isPresent() ? MetricState.PENDING : MetricState.NOT_AVAILABLE).id())
                .param("reason", (next.isPresent() ? first(platform) : MetricReason.NETWORK_WITHOUT_ANALYTICS).id())
                .param("next", at(next.orElse(null)))
                .param("now", at(now))
                .update();
    }

    private static MetricReason first(Platform platform) {
        return NetworkMetrics.on(platform).lag() == null
                ? MetricReason.NOT_ASKED_YET
                : MetricReason.WAITING_FOR_NETWORK;
    }

    /** What was published lately and has no place yet. */
    @Transactional
    public void adopt() {
        Instant now = clock.instant();
        record Missed(UUID post, Platform platform, Instant publishedAt) {}
        jdbc.sql("""
                        select t.post_id, t.platform, t.published_at from post_targets t
                        where t.status = 'published' and t.published_at > :since
                          and not exists (select from post_metrics m where m.target_id = t.id)
                        order by t.published_at limit 1000
                        """)
                .param("since", at(now.minus(LOOKED_BACK)))
                .query((row, _) -> new Missed(
                        row.getObject("post_id", UUID.class),
                        Platform.of(row.getString("platform")).orElseThrow(),
                        Timestamps.requiredInstant(row, "published_at")))
                .list()
                .forEach(missed -> start(missed.post(), missed.platform(), missed.publishedAt(), now));
    }
}

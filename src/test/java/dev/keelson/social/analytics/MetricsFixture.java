package dev.keelson.social.analytics;

import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.keelson.shared.Timestamps;
import dev.keelson.social.networks.Platform;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Published targets, as old as a test wants them, whose numbers are due. */
final class MetricsFixture {
    private final JdbcClient jdbc;

    MetricsFixture(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    UUID user() {
        UUID user = UUID.randomUUID();
        jdbc.sql("""
                        insert into users (id, clerk_id, authz_changed_at, created_at, updated_at)
                        values (:id, 'user_' || :id, now(), now(), now())
                        """).param("id", user).update();
        return user;
    }

    UUID post(UUID user, Instant publishedAt) {
        UUID post = UUID.randomUUID();
        jdbc.sql("""
                        insert into posts (id, user_id, content, media_urls, status, published_at, created_at, updated_at, version)
                        values (:id, :user, 'Good morning, everybody', '{}', 'published', :at, :at, :at, 0)
                        """)
                .param("id", post)
                .param("user", user)
                .param("at", Timestamps.at(publishedAt))
                .update();
        return post;
    }

    /** A target of the post whose numbers are due from then on; Ayrshare's id of it is {@code ayr-<id>}. */
    UUID target(UUID user, UUID post, Platform platform, Instant publishedAt, Instant due) {
        UUID target = UUID.randomUUID();
        jdbc.sql("""
                        insert into post_targets (id, post_id, user_id, platform, status, ayrshare_post_id, published_at)
                        values (:id, :post, :user, :platform, 'published', 'ayr-' || :id, :at)
                        """)
                .params(Map.of("id", target, "post", post, "user", user, "platform", platform.id()))
                .param("at", Timestamps.at(publishedAt))
                .update();
        jdbc.sql("""
                        insert into post_metrics (target_id, post_id, user_id, platform, published_at, state, reason, next_at,
                          created_at, updated_at)
                        values (:id, :post, :user, :platform, :at, 'pending', 'not_asked_yet', :due, :at, :at)
                        """)
                .params(Map.of("id", target, "post", post, "user", user, "platform", platform.id()))
                .param("at", Timestamps.at(publishedAt))
                .param("due", Timestamps.at(due))
                .update();
        return target;
    }

    /** A post on one network that is so old, and due. */
    UUID due(UUID user, Platform platform, Duration age) {
        Instant publishedAt = Instant.now().minus(age);
        return target(
                user,
                post(user, publishedAt),
                platform,
                publishedAt,
                Instant.now().minusSeconds(1));
    }

    void makeDue(UUID target) {
        jdbc.sql("update post_metrics set next_at = now() - interval '1 second' where target_id = :target")
                .param("target", target)
                .update();
    }

    void knows(UUID target, long likes, Instant asOf) {
        jdbc.sql("""
                        update post_metrics set state = 'collected', reason = null, likes = :likes, as_of = :asOf, answered_at = :asOf
                        where target_id = :target
                        """)
                .param("target", target)
                .param("likes", likes)
                .param("asOf", Timestamps.at(asOf))
                .update();
    }

    Instant time(UUID target, String column) {
        return time(row(target).get(column));
    }

    static Instant time(@Nullable Object column) {
        return ((Timestamp) Objects.requireNonNull(column)).toInstant();
    }

    UUID postOf(UUID target) {
        return (UUID) Objects.requireNonNull(row(target).get("post_id"));
    }

    Map<String, @Nullable Object> row(UUID target) {
        return jdbc.sql("select * from post_metrics where target_id = :target")
                .param("target", target)
                .query()
                .singleRow();
    }

    long snapshots(UUID target) {
        return jdbc.sql("select count(*) from metric_snapshots where target_id = :target")
                .param("target", target)
                .query(Long.class)
                .single();
    }

    static MappingBuilder asked(UUID target) {
        return WireMock.post("/analytics/post")
                .withRequestBody(matchingJsonPath("$.id", WireMock.equalTo("ayr-" + target)));
    }

    static void answers(WireMockServer ayrshare, UUID target, ResponseDefinitionBuilder answer) {
        ayrshare.stubFor(asked(target).willReturn(answer));
    }

    static int calls(WireMockServer ayrshare, UUID target) {
        return ayrshare.findAll(postRequestedFor(urlEqualTo("/analytics/post"))
                        .withRequestBody(matchingJsonPath("$.id", WireMock.equalTo("ayr-" + target))))
                .size();
    }
}

package dev.keelson.social.posts;

import dev.keelson.clients.ayrshare.HistoryRow;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What we know of what is out, for the comparison with Ayrshare's history. */
@Component
class PublicationStore {
    /** A key begins with its target's id. */
    private static final Pattern KEY = Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\..+");

    private static final String OUT = """
            t.status = 'published' and t.removal is null and t.vanished_at is null and t.ayrshare_post_id is not null
            """;

    private final JdbcClient jdbc;

    PublicationStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param vanished whether it was missed at Ayrshare */
    record Ours(UUID target, UserId user, Platform platform, boolean vanished) {
        private static Ours read(ResultSet row, int number) throws SQLException {
            return new Ours(
                    row.getObject("id", UUID.class),
                    new UserId(row.getObject("user_id", UUID.class)),
                    Platform.of(row.getString("platform")).orElseThrow(),
                    row.getTimestamp("vanished_at") != null);
        }
    }

    /** Ayrshare's ids of the profiles with something that went out since then, in their order. */
    List<String> profilesPublishingSince(Instant from, @Nullable String after, int limit) {
        return jdbc.sql("""
                        select distinct p.ref_id from social_profiles p join post_targets t on t.user_id = p.user_id
                        where p.state = 'active' and p.ref_id > coalesce(:after, '') and t.published_at >= :from and
                        """ + OUT + " order by p.ref_id limit :limit")
                .param("after", after)
                .param("from", Timestamps.at(from))
                .param("limit", limit)
                .query((row, _) -> row.getString("ref_id"))
                .list();
    }

    /** Ayrshare's ids of a user's posts that are out, published in that time. */
    List<String> out(UserId user, Instant from, Instant to) {
        return jdbc.sql("select distinct t.ayrshare_post_id from post_targets t"
                        + " where t.user_id = :user and t.published_at between :from and :to and " + OUT)
                .param("user", user.value())
                .param("from", Timestamps.at(from))
                .param("to", Timestamps.at(to))
                .query((row, _) -> row.getString("ayrshare_post_id"))
                .list();
    }

    /** Ayrshare's ids of all that is out by what we know, ours and others', published in that time. */
    List<String> out(Instant from, Instant to, @Nullable String after, int limit) {
        return jdbc.sql("""
                        select ayrshare_post_id from (
                          select t.ayrshare_post_id, t.user_id from post_targets t
                          where t.published_at between :from and :to and
                        """ + OUT + """
                          union
                          select e.ayrshare_post_id, e.user_id from external_posts e
                          where e.published_at >= :from and e.created_at <= :to) as known
                        where ayrshare_post_id > coalesce(:after, '')
                          and exists (select from social_profiles p where p.user_id = known.user_id and p.state = 'active')
                        group by ayrshare_post_id order by ayrshare_post_id limit :limit
                        """)
                .param("from", Timestamps.at(from))
                .param("to", Timestamps.at(to))
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> row.getString("ayrshare_post_id"))
                .list();
    }

    List<Ours> with(String ayrshareId) {
        return jdbc.sql("select * from post_targets t where t.ayrshare_post_id = :id order by t.id")
                .param("id", ayrshareId)
                .query(Ours::read)
                .list();
    }

    /** Which rows of the history are ours, by their ids: those that we know by id, and those that carry a key of ours. */
    Map<String, Ours> ours(UserId user, Collection<HistoryRow> rows) {
        var found = new HashMap<String, Ours>();
        if (rows.isEmpty()) {
            return found;
        }
        var ids = rows.stream().map(row -> row.post().id()).toList();
        jdbc.sql("select * from post_targets t where t.user_id = :user and t.ayrshare_post_id in (:ids)")
                .param("user", user.value())
                .param("ids", ids)
                .query((row, number) -> found.put(row.getString("ayrshare_post_id"), Ours.read(row, number)))
                .list();
        var byKey = byKey(user, rows);
        rows.forEach(row -> keys(row)
                .filter(byKey::containsKey)
                .findFirst()
                .ifPresent(key -> found.putIfAbsent(String.valueOf(row.post().id()), byKey.get(key))));
        return found;
    }

    private Map<String, Ours> byKey(UserId user, Collection<HistoryRow> rows) {
        Set<UUID> targets = new HashSet<>();
        List<String> keys = new ArrayList<>();
        rows.stream().flatMap(PublicationStore::keys).forEach(key -> {
            var parts = KEY.matcher(key);
            if (parts.matches()) {
                targets.add(UUID.fromString(parts.group(1)));
                keys.add(key);
            }
        });
        var found = new HashMap<String, Ours>();
        if (!keys.isEmpty()) {
            jdbc.sql("""
                            select t.*, a.idempotency_key from post_attempts a join post_targets t on t.id = a.target_id
                            where a.target_id in (:targets) and a.idempotency_key in (:keys) and t.user_id = :user
                            """)
                    .param("targets", targets)
                    .param("keys", keys)
                    .param("user", user.value())
                    .query((row, number) -> found.put(row.getString("idempotency_key"), Ours.read(row, number)))
                    .list();
        }
        return found;
    }

    private static Stream<String> keys(HistoryRow row) {
        return Stream.of(row.post().idempotencyKey(), row.post().notes()).flatMap(Stream::ofNullable);
    }
}

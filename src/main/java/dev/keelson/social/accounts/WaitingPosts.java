package dev.keelson.social.accounts;

import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How many of a user's posts depend on a link: a count by query, of rows that are the posts' own matter. */
@Component
class WaitingPosts {
    private final JdbcClient jdbc;

    WaitingPosts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Posts with a time that are to go out on the network. */
    int planned(UserId user, Platform platform) {
        return count("p.status in ('scheduled', 'held')", user, platform);
    }

    /** Posts that were held because of the link, or have failed on the network because of it and may be retried. */
    int forRelinking(UserId user, Platform platform) {
        return count("""
                (p.status = 'held' and p.hold_reason = 'account'
                 or p.status in ('failed', 'partially_published')
                    and t.status = 'failed' and t.failure = 'relink_required')
                """, user, platform);
    }

    private int count(String which, UserId user, Platform platform) {
        return jdbc.sql("""
                        select count(*) from post_targets t join posts p on p.id = t.post_id
                        where t.user_id = :user and t.platform = :platform and p.deleted_at is null and\s""" + which)
                .param("user", user.value())
                .param("platform", platform.id())
                .query(Integer.class)
                .single();
    }
}

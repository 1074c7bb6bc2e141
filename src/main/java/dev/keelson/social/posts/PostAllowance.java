package dev.keelson.social.posts;

import dev.keelson.billing.entitlements.Entitlements;
import dev.keelson.billing.entitlements.LimitReached;
import dev.keelson.billing.entitlements.UserEntitlements;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.UsableAccounts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * How many posts the user's plan allows: {@code posts_per_month}, no limit where no plan of theirs speaks of it. A post takes
 * its place when it is scheduled or ordered, once, however often it is edited, moved or retried, and counts in that month. It
 * gives it back when it becomes a draft again or is deleted before it went out.
 *
 * <p>A place that was taken is kept as long as the plan is as good as it was. Where it has become less, a post that is due goes
 * out only if the plan that is left has room for it: the earliest do.
 */
@Component
@Transactional(propagation = Propagation.MANDATORY)
class PostAllowance {
    private static final String POSTS = "posts_per_month";

    private final Entitlements entitlements;
    private final UsableAccounts accounts;
    private final JdbcClient jdbc;

    PostAllowance(Entitlements entitlements, UsableAccounts accounts, JdbcClient jdbc) {
        this.entitlements = entitlements;
        this.accounts = accounts;
        this.jdbc = jdbc;
    }

    /**
     * The place that a post has.
     *
     * @param limit how many the plan allowed then; no limit where nobody asked
     * @param since the beginning of the month that it is counted in
     */
    private record Place(long limit, @Nullable Instant since) {}

    /** Throws the problem {@code LIMIT_REACHED} where there is none left. */
    void take(Post post) {
        var mine = entitlements.of(post.user());
        if (mine.isLimited(POSTS)) {
            consume(mine, post);
        }
    }

    /** For a post that goes out now, which may have been planned under a better plan. */
    void order(Post post) {
        // Before the counter, as where a post is due.
        oneAfterAnother(post.user());
        take(post);
        if (!fits(post)) {
            take(post);
            out(post);
        }
    }

    /** To be called before the post changes: only one that waits for its time has a place to give back. */
    void giveBack(Post post) {
        if (post.status() == PostStatus.SCHEDULED || post.status() == PostStatus.HELD) {
            release(entitlements.of(post.user()), post);
        }
    }

    /**
     * Whether the plan lets the post go out that is due now. If so it counts as out; if not, it has given its place back, and is
     * to be held for {@link HoldReason#PLAN} in the same transaction. The post's row is held.
     */
    boolean mayGoOut(Post post) {
        if (accounts.coveredByPlan(
                post.user(), post.targets().stream().map(PostTarget::platform).toList())) {
            return fits(post);
        }
        release(entitlements.of(post.user()), post);
        return false;
    }

    private boolean fits(Post post) {
        var mine = entitlements.of(post.user());
        if (!mine.isLimited(POSTS)) {
            return true;
        }
        var place = place(post);
        boolean fits = place.limit() <= mine.limit(POSTS) || fitsInto(mine, post, place);
        if (fits) {
            out(post);
        } else {
            release(mine, post);
        }
        return fits;
    }

    /** The plan is less than it was. */
    private boolean fitsInto(UserEntitlements mine, Post post, Place place) {
        oneAfterAnother(post.user());
        if (mine.countedSince(POSTS).equals(place.since())) {
            // Counted in this month are all that are planned, too; of those the first to be due go out.
            return outSince(post.user(), place.since()) < mine.limit(POSTS);
        }
        release(mine, post);
        try {
            consume(mine, post);
            return true;
        } catch (LimitReached e) {
            return false;
        }
    }

    private void consume(UserEntitlements mine, Post post) {
        mine.consume(POSTS, 1, post.id().toString());
        jdbc.sql("""
                        update posts set place_limit = :limit, place_since = :since
                        where id = :id and place_since is null
                        """)
                .param("limit", mine.limit(POSTS))
                .param("since", Timestamps.at(mine.countedSince(POSTS)))
                .param("id", post.id())
                .update();
    }

    private void release(UserEntitlements mine, Post post) {
        mine.release(POSTS, post.id().toString());
        jdbc.sql("""
                        update posts set place_limit = null, place_since = null
                        where id = :id and place_since is not null
                        """).param("id", post.id()).update();
    }

    private void out(Post post) {
        jdbc.sql("update posts set place_out = true where id = :id")
                .param("id", post.id())
                .update();
    }

    private Place place(Post post) {
        return jdbc.sql("select place_limit, place_since from posts where id = :id")
                .param("id", post.id())
                .query((row, _) -> {
                    Long limit = row.getObject("place_limit", Long.class);
                    return new Place(
                            limit == null ? UserEntitlements.UNLIMITED : limit, Timestamps.instant(row, "place_since"));
                })
                .single();
    }

    private long outSince(UserId user, @Nullable Instant since) {
        return jdbc.sql("select count(*) from posts where user_id = :user and place_since = :since and place_out")
                .param("user", user.value())
                .param("since", Timestamps.at(since))
                .query(Long.class)
                .single();
    }

    /** Two posts of the same user that are due at the same time must not both take the last place. */
    private void oneAfterAnother(UserId user) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended('posts per month ' || :user, 0))")
                .param("user", user.toString())
                .query(_ -> {});
    }
}

package dev.keelson.social.accounts;

import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.Account.Signal;
import dev.keelson.social.networks.Platform;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the accounts' rows. */
@Component
class AccountRows {
    private static final String ACCOUNTS = """
            select a.*, p.accounts_synced_at from social_accounts a join social_profiles p on p.user_id = a.user_id
            """;

    private final JdbcClient jdbc;

    AccountRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Account> of(UserId user) {
        return jdbc.sql(ACCOUNTS + "where a.user_id = :user order by a.platform")
                .param("user", user.value())
                .query(AccountRows::account)
                .list();
    }

    List<Account> of(Collection<UserId> users) {
        return jdbc.sql(ACCOUNTS + "where a.user_id = any(:users)")
                .param("users", users.stream().map(UserId::value).toArray(UUID[]::new))
                .query(AccountRows::account)
                .list();
    }

    Optional<Account> find(UserId user, UUID id) {
        return jdbc.sql(ACCOUNTS + "where a.user_id = :user and a.id = :id")
                .param("user", user.value())
                .param("id", id)
                .query(AccountRows::account)
                .optional();
    }

    Optional<Account> find(UserId user, Platform platform) {
        return jdbc.sql(ACCOUNTS + "where a.user_id = :user and a.platform = :platform")
                .param("user", user.value())
                .param("platform", platform.id())
                .query(AccountRows::account)
                .optional();
    }

    /** Whose links end by then, in the order of their ids. */
    List<UserId> withLinksEndingBy(Instant time, @Nullable UserId after, int limit) {
        return jdbc.sql("""
                        select distinct user_id from social_accounts
                        where listed and (relink_by is not null or refresh_by is not null)
                          and greatest(relink_by, refresh_by) <= :time and (:after::uuid is null or user_id > :after::uuid)
                        order by user_id limit :limit
                        """)
                .param("time", Timestamps.at(time))
                .param("after", after == null ? null : after.value())
                .param("limit", limit)
                .query((row, _) -> new UserId(row.getObject("user_id", UUID.class)))
                .list();
    }

    private static Account account(ResultSet row, int number) throws SQLException {
        String signal = row.getString("signal");
        return new Account(
                row.getObject("id", UUID.class),
                new UserId(row.getObject("user_id", UUID.class)),
                Platform.of(row.getString("platform")).orElseThrow(),
                row.getBoolean("listed"),
                row.getString("name"),
                row.getString("picture_url"),
                row.getString("profile_url"),
                row.getBoolean("paused"),
                signal == null ? null : Signal.valueOf(signal.toUpperCase(Locale.ROOT)),
                later(Timestamps.instant(row, "relink_by"), Timestamps.instant(row, "refresh_by")),
                Timestamps.instant(row, "lost_at"),
                row.getObject("expiry_told", Integer.class),
                Timestamps.instant(row, "holds_since"),
                Timestamps.instant(row, "accounts_synced_at"));
    }

    /** Linking again moves the end, and one of the two may not have heard of it yet. */
    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }
}

package dev.keelson.social.accounts;

import dev.keelson.clients.ayrshare.LinkedAccount;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.UserId;
import dev.keelson.social.SocialAccountNeedsRelink;
import dev.keelson.social.accounts.Account.LinkState;
import dev.keelson.social.accounts.Account.Signal;
import dev.keelson.social.networks.Platform;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What we know of the users' linked accounts. Two kinds of knowledge are kept apart, and each by its newest: Ayrshare's
 * answers, which list what is linked, and signals, which say why. So any order of arrival ends in the same state.
 *
 * <p>Of an account that is not listed any more the name and the like are a memory: they are kept where an answer showed them
 * while it was, and the last of two signals of one second is not known: the greater one by its name, then by its date, stays.
 */
@Component
public class LinkedAccounts {
    private static final String ACCOUNTS = """
            select a.*, p.accounts_synced_at from social_accounts a join social_profiles p on p.user_id = a.user_id
            """;

    private final JdbcClient jdbc;
    private final ProfileStore profiles;
    private final ApplicationEventPublisher events;
    private final IdGenerator ids;
    private final InstantSource clock;

    LinkedAccounts(
            JdbcClient jdbc,
            ProfileStore profiles,
            ApplicationEventPublisher events,
            IdGenerator ids,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.profiles = profiles;
        this.events = events;
        this.ids = ids;
        this.clock = clock;
    }

    List<Account> of(UserId user) {
        return jdbc.sql(ACCOUNTS + "where a.user_id = :user order by a.platform")
                .param("user", user.value())
                .query(LinkedAccounts::account)
                .list();
    }

    /** Those of several users at once. */
    public List<Account> of(Collection<UserId> users) {
        return jdbc.sql(ACCOUNTS + "where a.user_id = any(:users)")
                .param("users", users.stream().map(UserId::value).toArray(UUID[]::new))
                .query(LinkedAccounts::account)
                .list();
    }

    public Optional<Account> find(UserId user, UUID id) {
        return jdbc.sql(ACCOUNTS + "where a.user_id = :user and a.id = :id")
                .param("user", user.value())
                .param("id", id)
                .query(LinkedAccounts::account)
                .optional();
    }

    public Optional<Account> find(UserId user, Platform platform) {
        return jdbc.sql(ACCOUNTS + "where a.user_id = :user and a.platform = :platform")
                .param("user", user.value())
                .param("platform", platform.id())
                .query(LinkedAccounts::account)
                .optional();
    }

    /**
     * Takes over what Ayrshare listed.
     *
     * @param askedAt when it was asked: an answer to an older question changes nothing
     * @return whether this was the newest
     */
    @Transactional
    public boolean listed(UserId user, List<LinkedAccount> linked, Instant askedAt) {
        // As exact as the column, or an answer would be newer than itself.
        Instant version = askedAt.truncatedTo(ChronoUnit.MICROS);
        var known = profiles.lockForAccounts(user);
        if (known.isPresent() && !known.get().isBefore(version)) {
            return false;
        }
        var platforms = linked.stream()
                .flatMap(account -> Platform.of(account.platform()).stream())
                .map(Platform::id)
                .toArray(String[]::new);
        jdbc.sql("""
                        update social_accounts set listed = false, updated_at = :now
                        where user_id = :user and listed and not platform = any(:platforms)
                        """)
                .param("now", now())
                .param("user", user.value())
                .param("platforms", platforms)
                .update();
        linked.forEach(account -> Platform.of(account.platform()).ifPresent(p -> store(user, p, account)));
        profiles.accountsSynced(user, version);
        return true;
    }

    /**
     * Takes over what was told about one link.
     *
     * @param at when it happened: an older signal changes nothing
     * @param relinkBy until when the account has to be linked again, where that was told
     * @return whether this was the newest
     */
    @Transactional
    public boolean signalled(UserId user, Platform platform, Signal signal, Instant at, @Nullable Instant relinkBy) {
        int updated = jdbc.sql("""
                        insert into social_accounts as a
                          (id, user_id, platform, listed, signal, signal_at, relink_by, created_at, updated_at)
                        values (:id, :user, :platform, false, :signal, :at, :relinkBy, :now, :now)
                        on conflict (user_id, platform) do update
                          set signal = excluded.signal, signal_at = excluded.signal_at,
                              relink_by = excluded.relink_by, updated_at = excluded.updated_at
                          where a.signal_at is null
                            or (a.signal_at, a.signal, coalesce(a.relink_by, '-infinity'))
                             < (excluded.signal_at, excluded.signal, coalesce(excluded.relink_by, '-infinity'))
                        """)
                .param("id", ids.next())
                .param("user", user.value())
                .param("platform", platform.id())
                .param("signal", signal.name().toLowerCase(Locale.ROOT))
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("relinkBy", relinkBy == null ? null : relinkBy.atOffset(ZoneOffset.UTC))
                .param("now", now())
                .update();
        return updated == 1;
    }

    /** Tells the other modules where the user has to act. To be called when all that is known has been taken over. */
    public void askForRelink(UserId user, Platform platform) {
        find(user, platform)
                .filter(account -> account.state() == LinkState.NEEDS_RELINK
                        || (account.listed() && account.signal() == Signal.EXPIRING))
                .ifPresent(account ->
                        events.publishEvent(new SocialAccountNeedsRelink(user, platform.id(), account.relinkBy())));
    }

    /** The user unlinked it here, and Ayrshare has done so. Answers to older questions may still list it. */
    @Transactional
    void unlinked(UserId user, Platform platform, Instant at) {
        profiles.lockForAccounts(user);
        jdbc.sql("""
                        update social_accounts
                        set listed = false, account_id = null, name = null, picture_url = null, profile_url = null,
                            updated_at = :now
                        where user_id = :user and platform = :platform
                        """)
                .param("now", now())
                .param("user", user.value())
                .param("platform", platform.id())
                .update();
        signalled(user, platform, Signal.UNLINKED, at, null);
        profiles.accountsSynced(user, at.truncatedTo(ChronoUnit.MICROS));
    }

    void pause(Account account, boolean paused) {
        jdbc.sql("update social_accounts set paused = :paused, updated_at = :now where id = :id")
                .param("paused", paused)
                .param("now", now())
                .param("id", account.id())
                .update();
    }

    private void store(UserId user, Platform platform, LinkedAccount account) {
        jdbc.sql("""
                        insert into social_accounts
                          (id, user_id, platform, listed, account_id, name, picture_url, profile_url, created_at, updated_at)
                        values (:id, :user, :platform, true, :accountId, :name, :picture, :profile, :now, :now)
                        on conflict (user_id, platform) do update
                          set listed = true, account_id = excluded.account_id, name = excluded.name,
                              picture_url = excluded.picture_url, profile_url = excluded.profile_url,
                              updated_at = excluded.updated_at
                        """)
                .param("id", ids.next())
                .param("user", user.value())
                .param("platform", platform.id())
                .param("accountId", account.id())
                .param("name", account.name())
                .param("picture", account.pictureUrl())
                .param("profile", account.profileUrl())
                .param("now", now())
                .update();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
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
                instant(row.getTimestamp("relink_by")),
                instant(row.getTimestamp("accounts_synced_at")));
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}

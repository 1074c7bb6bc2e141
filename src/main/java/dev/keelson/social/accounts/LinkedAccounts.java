package dev.keelson.social.accounts;

import dev.keelson.clients.ayrshare.LinkedAccount;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.Account.Signal;
import dev.keelson.social.networks.Platform;
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
    private final AccountRows rows;
    private final JdbcClient jdbc;
    private final ProfileStore profiles;
    private final LinkHealth health;
    private final IdGenerator ids;
    private final InstantSource clock;

    LinkedAccounts(
            AccountRows rows,
            JdbcClient jdbc,
            ProfileStore profiles,
            LinkHealth health,
            IdGenerator ids,
            InstantSource clock) {
        this.rows = rows;
        this.jdbc = jdbc;
        this.profiles = profiles;
        this.health = health;
        this.ids = ids;
        this.clock = clock;
    }

    /** All of the user's accounts, those that are no longer linked too. */
    public List<Account> of(UserId user) {
        return rows.of(user);
    }

    /** Those of several users at once. */
    public List<Account> of(Collection<UserId> users) {
        return rows.of(users);
    }

    public Optional<Account> find(UserId user, UUID id) {
        return rows.find(user, id);
    }

    public Optional<Account> find(UserId user, Platform platform) {
        return rows.find(user, platform);
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
        linked.forEach(account -> Platform.of(account.platform()).ifPresent(p -> store(user, p, account, version)));
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
        // First the profile, as whoever takes over a list does.
        profiles.lockForAccounts(user);
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

    /** Tells what follows from what is known. To be called when all of it has been taken over, in the same transaction. */
    public void settle(UserId user) {
        health.settle(user);
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

    @Transactional
    void pause(Account account, boolean paused) {
        profiles.lockForAccounts(account.user());
        jdbc.sql("update social_accounts set paused = :paused, updated_at = :now where id = :id")
                .param("paused", paused)
                .param("now", now())
                .param("id", account.id())
                .update();
        settle(account.user());
    }

    private void store(UserId user, Platform platform, LinkedAccount account, Instant askedAt) {
        jdbc.sql("""
                        insert into social_accounts
                          (id, user_id, platform, listed, account_id, name, picture_url, profile_url, refresh_by,
                           created_at, updated_at)
                        values (:id, :user, :platform, true, :accountId, :name, :picture, :profile, :refreshBy, :now, :now)
                        on conflict (user_id, platform) do update
                          set listed = true, account_id = excluded.account_id, name = excluded.name,
                              picture_url = excluded.picture_url, profile_url = excluded.profile_url,
                              refresh_by = excluded.refresh_by, updated_at = excluded.updated_at
                        """)
                .param("id", ids.next())
                .param("user", user.value())
                .param("platform", platform.id())
                .param("accountId", account.id())
                .param("name", account.name())
                .param("picture", account.pictureUrl())
                .param("profile", account.profileUrl())
                .param("refreshBy", Timestamps.at(refreshBy(account, askedAt)))
                .param("now", now())
                .update();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    /** Whole days were told: the end of the last of them. */
    private static @Nullable Instant refreshBy(LinkedAccount account, Instant askedAt) {
        Integer days = account.refreshDaysRemaining();
        return days == null ? null : askedAt.truncatedTo(ChronoUnit.DAYS).plus(days, ChronoUnit.DAYS);
    }
}

package dev.keelson.social.accounts;

import dev.keelson.clients.ayrshare.CreatedProfile;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.shared.Encryption;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The profiles' rows, with their keys encrypted. */
@Component
public class ProfileStore {
    /** Longer than all calls together that making a profile can take. */
    private static final Duration CLAIMED_FOR = Duration.ofSeconds(60);

    private final JdbcClient jdbc;
    private final Encryption encryption;
    private final IdGenerator ids;
    private final InstantSource clock;

    ProfileStore(JdbcClient jdbc, Encryption encryption, IdGenerator ids, InstantSource clock) {
        this.jdbc = jdbc;
        this.encryption = encryption;
        this.ids = ids;
        this.clock = clock;
    }

    public Optional<Profile> find(UserId user) {
        return jdbc.sql("select * from social_profiles where user_id = :user")
                .param("user", user.value())
                .query(this::profile)
                .optional();
    }

    public Optional<Profile> find(UUID id) {
        return jdbc.sql("select * from social_profiles where id = :id")
                .param("id", id)
                .query(this::profile)
                .optional();
    }

    public Optional<Profile> findByRefId(String refId) {
        return jdbc.sql("select * from social_profiles where ref_id = :refId")
                .param("refId", refId)
                .query(this::profile)
                .optional();
    }

    /** Ayrshare's ids of the profiles that were in use by then, in their order. */
    public List<String> refIdsBefore(Instant time, @Nullable String after, int limit) {
        return jdbc.sql("""
                        select ref_id from social_profiles
                        where state = 'active' and created_at < :time
                          and ref_id > coalesce(:after, '')
                        order by ref_id limit :limit
                        """)
                .param("time", time.atOffset(ZoneOffset.UTC))
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> row.getString("ref_id"))
                .list();
    }

    /**
     * Tries to become the one that makes the user's profile.
     *
     * @return whether this claim won: there was none, or the one before has died
     */
    public boolean claim(UserId user, UUID claim) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        return jdbc.sql("""
                        insert into social_profiles as p (id, user_id, state, claim, claimed_until, created_at, updated_at)
                        values (:id, :user, 'creating', :claim, :until, :now, :now)
                        on conflict (user_id) do update
                          set claim = excluded.claim, claimed_until = excluded.claimed_until
                          where p.state = 'creating' and p.claimed_until <= :now
                        """)
                        .param("id", ids.next())
                        .param("user", user.value())
                        .param("claim", claim)
                        .param("until", now.plus(CLAIMED_FOR))
                        .param("now", now)
                        .update()
                == 1;
    }

    /** Lets the next one try at once. */
    void release(UserId user, UUID claim) {
        jdbc.sql("update social_profiles set claimed_until = :now where user_id = :user and claim = :claim")
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("user", user.value())
                .param("claim", claim)
                .update();
    }

    /** @return false where the claim was lost, or the user was erased meanwhile */
    public boolean activate(Profile profile, UUID claim, CreatedProfile created) {
        return jdbc.sql("""
                        update social_profiles
                        set state = 'active', ref_id = :refId, profile_key = :key, updated_at = :now,
                            trouble = null, trouble_since = null, trouble_ref_id = null
                        where id = :id and state = 'creating' and claim = :claim
                        """)
                        .param("refId", created.refId())
                        .param(
                                "key",
                                encryption.encrypt(created.key().value(), SocialSecrets.PROFILE_KEY, profile.id()))
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .param("id", profile.id())
                        .param("claim", claim)
                        .update()
                == 1;
    }

    /** From now on it is only waiting to be deleted at Ayrshare. */
    public void startDeleting(UUID id) {
        jdbc.sql(
                        "update social_profiles set state = 'deleting', updated_at = :now where id = :id and state <> 'deleted'")
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }

    void deleted(UUID id) {
        jdbc.sql("""
                        update social_profiles set state = 'deleted', profile_key = null, ref_id = null, updated_at = :now,
                          trouble = null, trouble_since = null, trouble_ref_id = null
                        where id = :id
                        """)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("id", id)
                .update();
    }

    /** When what we know of the accounts was asked for, empty where it never was. Holds the row until the end. */
    Optional<Instant> lockForAccounts(UserId user) {
        return syncedAt("select accounts_synced_at from social_profiles where user_id = :user for update", user);
    }

    Optional<Instant> accountsSyncedAt(UserId user) {
        return syncedAt("select accounts_synced_at from social_profiles where user_id = :user", user);
    }

    private Optional<Instant> syncedAt(String sql, UserId user) {
        return jdbc.sql(sql)
                .param("user", user.value())
                .query((row, _) -> Optional.ofNullable(row.getTimestamp("accounts_synced_at"))
                        .map(Timestamp::toInstant))
                .optional()
                .flatMap(at -> at);
    }

    void accountsSynced(UserId user, Instant at) {
        jdbc.sql("update social_profiles set accounts_synced_at = :at, updated_at = :now where user_id = :user")
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("user", user.value())
                .update();
    }

    private Profile profile(ResultSet row, int number) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        byte[] key = row.getBytes("profile_key");
        return new Profile(
                id,
                new UserId(row.getObject("user_id", UUID.class)),
                Profile.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("ref_id"),
                key == null ? null : new ProfileKey(encryption.decrypt(key, SocialSecrets.PROFILE_KEY, id)));
    }
}

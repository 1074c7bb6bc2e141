package dev.keelson.social.accounts;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The profiles that only an administrator can help, with somebody's hand at Ayrshare's dashboard. */
@Component
class ProfileTroubles {
    private final JdbcClient jdbc;
    private final InstantSource clock;

    ProfileTroubles(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    enum Trouble {
        /** It exists, accounts are linked to it, and its key is not ours. */
        IN_USE(
                "Copy the profile's key from Ayrshare's dashboard and send it to POST /api/v1/admin/social/profiles/{id}/key; or"
                        + " delete the profile there, and a new one is made when the user comes back."),
        /** It exists, its key was lost, and Ayrshare does not let us delete it by its title. */
        NOT_REMOVABLE(
                "Delete the profile at Ayrshare's dashboard: a new one is made when the user comes back. Or copy its key from there"
                        + " and send it to POST /api/v1/admin/social/profiles/{id}/key."),
        /** Ayrshare has suspended it. */
        SUSPENDED("Ask Ayrshare's support why, and to lift it.");

        private final String action;

        Trouble(String action) {
            this.action = action;
        }

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        String action() {
            return action;
        }
    }

    /**
     * @param id the user's
     * @param title of the profile at Ayrshare
     * @param refId of the profile at Ayrshare
     * @param action what helps
     */
    record TroubledProfile(
            UserId id, String title, @Nullable String refId, Trouble trouble, Instant since, String action) {}

    /** Said again, it stays as old as it is. */
    void note(UserId user, Trouble trouble, @Nullable String refId) {
        jdbc.sql("""
                        update social_profiles
                        set trouble_since = case when trouble = :trouble then trouble_since else :now end,
                            trouble = :trouble, trouble_ref_id = coalesce(:refId, ref_id)
                        where user_id = :user
                        """)
                .param("trouble", trouble.id())
                .param("now", Timestamps.at(clock.instant()))
                .param("refId", refId)
                .param("user", user.value())
                .update();
    }

    void over(UserId user) {
        jdbc.sql("""
                        update social_profiles set trouble = null, trouble_since = null, trouble_ref_id = null
                        where user_id = :user and trouble is not null
                        """).param("user", user.value()).update();
    }

    Optional<TroubledProfile> find(UserId user) {
        return jdbc.sql("select * from social_profiles where user_id = :user and trouble is not null")
                .param("user", user.value())
                .query(ProfileTroubles::profile)
                .optional();
    }

    /** The newest first. */
    Page<TroubledProfile> page(Optional<Cursor> after, int limit) {
        var query = jdbc.sql("select * from social_profiles where trouble is not null "
                        + (after.isPresent() ? "and (trouble_since, user_id) < (:at, :id) " : "")
                        + "order by trouble_since desc, user_id desc limit :limit")
                .param("limit", limit + 1);
        if (after.isPresent()) {
            query = query.param("at", Timestamps.at(after.get().at()))
                    .param("id", after.get().id());
        }
        return Page.of(
                query.query(ProfileTroubles::profile).list(),
                limit,
                profile -> new Cursor(profile.since(), profile.id().value()));
    }

    private static TroubledProfile profile(ResultSet row, int number) throws SQLException {
        var user = new UserId(row.getObject("user_id", UUID.class));
        var trouble =
                Trouble.valueOf(Objects.requireNonNull(row.getString("trouble")).toUpperCase(Locale.ROOT));
        return new TroubledProfile(
                user,
                Profile.titleOf(user),
                row.getString("trouble_ref_id"),
                trouble,
                Timestamps.requiredInstant(row, "trouble_since"),
                trouble.action());
    }
}

package dev.keelson.billing;

import dev.keelson.billing.RunCommand.Wish;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Stripe is asked to do, written down before it is asked. As long as the outcome is not known, the same command is
 * continued under the same idempotency key, whoever asks: after a crash, a time-out or a second click. How, {@link RunCommand}
 * says; what nobody comes back for, {@link SettleCommands} settles.
 */
@Component
class Commands {
    /** What is asked for: the {@link Operation} of this kind does it. */
    enum Kind {
        CREATE_CUSTOMER,
        CHANGE_CUSTOMER,
        OPEN_CHECKOUT,
        CREATE_PAYMENT,
        CREATE_SETUP,
        CREATE_SUBSCRIPTION,
        CHANGE_SUBSCRIPTION,
        DEFAULT_PAYMENT_METHOD,
        DETACH_PAYMENT_METHOD,
        REFUND;

        /** Two ways to buy the same thing, of which a user goes one at a time. */
        private static final Set<Kind> PURCHASES = Set.of(OPEN_CHECKOUT, CREATE_SUBSCRIPTION);

        String sqlName() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Kind of(String sqlName) {
            return valueOf(sqlName.toUpperCase(Locale.ROOT));
        }

        private List<String> rivals() {
            return (PURCHASES.contains(this) ? PURCHASES : Set.of(this))
                    .stream().map(Kind::sqlName).toList();
        }
    }

    /** Metadata of what a command makes: by it the outcome is found when the idempotency key is forgotten. */
    static final String COMMAND_ID = "keelson_command_id";

    /** Stripe forgets an idempotency key after 24 hours at the earliest. */
    private static final Duration KEY_LIFETIME = Duration.ofHours(23);

    /**
     * @param user whose customer it is about; null where that is nobody here
     * @param subject what at most one is wanted of at a time
     * @param request what it was asked with, which must be sent again as it is; no personal data and no secret
     * @param stripeId what it made and what can still be used; null while that is not known
     * @param createdAt when it was first sent, or before
     * @param touchedAt when it was last sent, or looked into
     * @param expiresAt when what it made ends by itself
     * @param isNew whether the caller's claim has written it: it was never sent
     */
    record Command(
            UUID id,
            @Nullable UserId user,
            Kind kind,
            String subject,
            JsonNode request,
            @Nullable String stripeId,
            Instant createdAt,
            Instant touchedAt,
            Instant expiresAt,
            boolean isNew) {
        /** What Stripe recognises a repetition by. */
        String idempotencyKey() {
            return "keelson-" + id;
        }

        /** Whether what it made is known, and could be used when that was last asked. */
        boolean isOpen() {
            return stripeId != null;
        }

        boolean keyMayBeForgotten(Instant now) {
            return createdAt.plus(KEY_LIFETIME).isBefore(now);
        }

        UserId requiredUser() {
            if (user == null) {
                throw new IllegalStateException("a command of nobody: " + id);
            }
            return user;
        }
    }

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final IdGenerator ids;
    private final InstantSource clock;

    Commands(JdbcClient jdbc, JsonMapper json, IdGenerator ids, InstantSource clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * The live command for this subject, which may have been asked with something else, or be the other way to the same
     * purchase; a new one where there is none. Empty where the live one ended at this moment, or another one has the key.
     */
    @Transactional
    public Optional<Command> claim(Wish wish, JsonNode request) {
        UUID id = ids.next();
        Instant now = clock.instant();
        Kind kind = wish.operation().kind();
        jdbc.sql("""
                        insert into billing_commands (id, user_id, kind, subject, request, request_key, state, expires_at,
                          created_at, updated_at)
                        values (:id, :user, :kind, :subject, :request::jsonb, :key, 'pending', :expiresAt, :now, :now)
                        on conflict do nothing
                        """)
                .param("id", id)
                .param("user", value(wish.user()))
                .param("kind", kind.sqlName())
                .param("subject", wish.subject())
                .param("request", request.toString())
                .param("key", wish.key())
                .param("expiresAt", Timestamps.at(now.plus(wish.lifetime())))
                .param("now", Timestamps.at(now))
                .update();
        return jdbc.sql("""
                        select * from billing_commands
                        where user_id is not distinct from :user and kind in (:kinds) and subject = :subject
                          and state in ('pending', 'open')
                        """)
                .param("user", value(wish.user()))
                .param("kinds", kind.rivals())
                .param("subject", wish.subject())
                .query((row, _) -> command(row, id))
                .optional();
    }

    /** The command that was asked for under this key, where it is over and has made something. */
    Optional<Command> finished(String key) {
        return jdbc.sql(
                        "select * from billing_commands where request_key = :key and stripe_id is not null and state = 'closed'")
                .param("key", key)
                .query((row, _) -> command(row, null))
                .optional();
    }

    /** A request as it is once it was stored, so that two can be compared. */
    JsonNode stored(Object request) {
        return json.readTree(json.writeValueAsString(request));
    }

    <T> T request(Command command, Class<T> type) {
        return json.treeToValue(command.request(), type);
    }

    /** It is about to be sent again. */
    void touch(Command command) {
        jdbc.sql("update billing_commands set updated_at = :now where id = :id")
                .param("id", command.id())
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }

    /**
     * What it made is known, and can be used.
     *
     * @return false where somebody else has noted that before
     */
    boolean opened(Command command, String stripeId) {
        return jdbc.sql("""
                        update billing_commands set state = 'open', stripe_id = :stripeId, updated_at = :now
                        where id = :id and state = 'pending'
                        """)
                        .param("id", command.id())
                        .param("stripeId", stripeId)
                        .param("now", Timestamps.at(clock.instant()))
                        .update()
                == 1;
    }

    /**
     * It is over; what it was asked with is no longer needed. Nor is the key, where nothing came of it: the same may be asked for
     * again.
     *
     * @param stripeId what it made, or changed
     * @return false where somebody else has closed it before
     */
    boolean done(Command command, @Nullable String stripeId) {
        return jdbc.sql("""
                        update billing_commands set state = 'closed', request = '{}',
                          stripe_id = coalesce(:stripeId, stripe_id), updated_at = :now,
                          request_key = case when coalesce(:stripeId, stripe_id) is not null then request_key end
                        where id = :id and state <> 'closed'
                        """)
                        .param("id", command.id())
                        .param("stripeId", stripeId)
                        .param("now", Timestamps.at(clock.instant()))
                        .update()
                == 1;
    }

    /** It made nothing, or what it made is over. */
    void close(Command command) {
        done(command, null);
    }

    /** @return Stripe's id of what the command made */
    Optional<String> result(UserId user, UUID id) {
        return jdbc.sql("select stripe_id from billing_commands where id = :id and user_id = :user")
                .param("id", id)
                .param("user", user.value())
                .query((row, _) -> Optional.ofNullable(row.getString("stripe_id")))
                .optional()
                .flatMap(found -> found);
    }

    /**
     * @return Stripe's id of what the command made
     * @throws dev.keelson.shared.ProblemException where that is not known yet
     */
    String made(UserId user, UUID id) {
        return result(user, id).orElseThrow(() -> CommonProblem.CONFLICT.because("Its outcome is not known yet."));
    }

    /** @return Stripe's id of what the command made, whosever it is */
    Optional<String> result(UUID id) {
        return jdbc.sql("select stripe_id from billing_commands where id = :id")
                .param("id", id)
                .query((row, _) -> Optional.ofNullable(row.getString("stripe_id")))
                .optional()
                .flatMap(found -> found);
    }

    /**
     * Commands that somebody has to look into, the longest neglected first: whose outcome is not known although nobody is
     * working on them, and whose product has ended by itself.
     *
     * @param idleSince nobody has touched the ones of unknown outcome since
     * @param overdueSince nor what should have ended, since then
     */
    List<Command> neglected(Instant idleSince, Instant overdueSince, int limit) {
        return jdbc.sql("""
                        select * from billing_commands
                        where (state = 'pending' and updated_at < :idleSince)
                          or (state = 'open' and expires_at < :overdueSince and updated_at < :overdueSince)
                        order by updated_at limit :limit
                        """)
                .param("idleSince", Timestamps.at(idleSince))
                .param("overdueSince", Timestamps.at(overdueSince))
                .param("limit", limit)
                .query((row, _) -> command(row, null))
                .list();
    }

    void erase(UserId user) {
        jdbc.sql("""
                        update billing_commands set state = 'closed', request = '{}', request_key = null, updated_at = :now
                        where user_id = :user and state <> 'closed'
                        """)
                .param("user", user.value())
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }

    private Command command(ResultSet row, @Nullable UUID claimed) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        UUID user = row.getObject("user_id", UUID.class);
        return new Command(
                id,
                user == null ? null : new UserId(user),
                Kind.of(row.getString("kind")),
                row.getString("subject"),
                json.readTree(row.getString("request")),
                row.getString("stripe_id"),
                Timestamps.requiredInstant(row, "created_at"),
                Timestamps.requiredInstant(row, "updated_at"),
                Timestamps.requiredInstant(row, "expires_at"),
                id.equals(claimed));
    }

    private static @Nullable UUID value(@Nullable UserId user) {
        return user == null ? null : user.value();
    }
}

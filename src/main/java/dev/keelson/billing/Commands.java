package dev.keelson.billing;

import dev.keelson.clients.ApiException;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Stripe is asked to make, written down before it is asked. As long as the outcome is not known, the same command is
 * sent again under the same idempotency key, whoever asks: after a crash, a time-out or a second click.
 */
@Component
class Commands {
    enum Kind {
        CREATE_CUSTOMER,
        OPEN_CHECKOUT;

        String sqlName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param request what it was asked with, which must be sent again as it is
     * @param stripeId what it made; null while that is not known
     * @param expiresAt from then on nothing that it may have made can be used
     */
    record Command(UUID id, JsonNode request, @Nullable String stripeId, Instant expiresAt) {
        /** What Stripe recognises a repetition by. */
        String idempotencyKey() {
            return "keelson-" + id;
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

    /** The live command for this subject, which may have been asked with something else; a new one where there is none. */
    @Transactional
    public Command claim(UserId user, Kind kind, String subject, Object request, Duration lifetime) {
        Instant now = clock.instant();
        jdbc.sql("""
                        update billing_commands set state = 'closed', request = '{}', updated_at = :now
                        where user_id = :user and kind = :kind and subject = :subject and state in ('pending', 'open')
                          and expires_at <= :now
                        """)
                .param("user", user.value())
                .param("kind", kind.sqlName())
                .param("subject", subject)
                .param("now", Timestamps.at(now))
                .update();
        jdbc.sql("""
                        insert into billing_commands (id, user_id, kind, subject, request, state, expires_at, created_at,
                          updated_at)
                        values (:id, :user, :kind, :subject, :request::jsonb, 'pending', :expiresAt, :now, :now)
                        on conflict (user_id, kind, subject) where state in ('pending', 'open') do nothing
                        """)
                .param("id", ids.next())
                .param("user", user.value())
                .param("kind", kind.sqlName())
                .param("subject", subject)
                .param("request", json.writeValueAsString(request))
                .param("expiresAt", Timestamps.at(now.plus(lifetime)))
                .param("now", Timestamps.at(now))
                .update();
        return jdbc.sql("""
                        select id, request, stripe_id, expires_at from billing_commands
                        where user_id = :user and kind = :kind and subject = :subject and state in ('pending', 'open')
                        """)
                .param("user", user.value())
                .param("kind", kind.sqlName())
                .param("subject", subject)
                .query((row, _) -> new Command(
                        row.getObject("id", UUID.class),
                        json.readTree(row.getString("request")),
                        row.getString("stripe_id"),
                        Timestamps.requiredInstant(row, "expires_at")))
                .single();
    }

    /** Stripe refuses a request whose key it is working on at this moment: a second click, faster than the first's answer. */
    static RuntimeException inProgress(ApiException.Conflict conflict) {
        boolean running = conflict.failure().status() == HttpStatus.CONFLICT.value();
        return running
                ? new ProblemException(
                        Problem.of(BillingProblem.ALREADY_IN_PROGRESS, "Stripe has not answered the first request yet.")
                                .retryAfter(Duration.ofSeconds(1)))
                : conflict;
    }

    void opened(Command command, String stripeId) {
        jdbc.sql("""
                        update billing_commands set state = 'open', stripe_id = :stripeId, updated_at = :now
                        where id = :id and state = 'pending'
                        """)
                .param("id", command.id())
                .param("stripeId", stripeId)
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }

    /** It is over; what it was asked with is no longer needed. */
    void close(Command command) {
        jdbc.sql("update billing_commands set state = 'closed', request = '{}', updated_at = :now where id = :id")
                .param("id", command.id())
                .param("now", Timestamps.at(clock.instant()))
                .update();
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

    void erase(UserId user) {
        jdbc.sql("""
                        update billing_commands set state = 'closed', request = '{}', updated_at = :now
                        where user_id = :user and state <> 'closed'
                        """)
                .param("user", user.value())
                .param("now", Timestamps.at(clock.instant()))
                .update();
    }
}

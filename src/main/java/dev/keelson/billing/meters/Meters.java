package dev.keelson.billing.meters;

import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Where the other modules say what a user has used of something that Stripe meters. It is written down in the caller's
 * transaction and sent afterwards: usage that was rolled back is never billed, and usage that was committed is billed once.
 */
@Component
public class Meters {
    private static final int LONGEST = 100;
    /** Stripe takes 15 digits. */
    private static final long MOST = 999_999_999_999_999L;

    private final JdbcClient jdbc;
    private final IdGenerator ids;
    private final InstantSource clock;

    Meters(JdbcClient jdbc, IdGenerator ids, InstantSource clock) {
        this.jdbc = jdbc;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Reports usage that can happen once only in this transaction, such as that of a row which it inserts.
     *
     * @see #report(UserId, String, long, Instant, String)
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void report(UserId user, String eventName, long value, Instant at) {
        report(user, eventName, value, at, null);
    }

    /**
     * Reports usage. What is older than 35 days when its turn comes, or more than five minutes ahead, is not sent and shown to
     * operators; what a user uses before there is a customer at Stripe waits for one that long.
     *
     * @param eventName of the meter at Stripe
     * @param value how much, in the meter's unit, from 0 to 15 digits
     * @param at when it was used
     * @param identifier what this usage is known again by, up to 100 characters that say nothing about anybody, such as
     *     {@code post-} and the post's id; null where it cannot come twice
     * @return whether it was news: false where the same identifier was reported before
     * @throws IllegalArgumentException where a name or the value is none that Stripe takes, or where the identifier stands for
     *     other usage
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean report(UserId user, String eventName, long value, Instant at, @Nullable String identifier) {
        require(!eventName.isBlank() && eventName.length() <= LONGEST, "no name of a meter's events");
        require(value >= 0 && value <= MOST, "a value that Stripe does not take");
        require(identifier == null || (!identifier.isBlank() && identifier.length() <= LONGEST), "no identifier");
        var id = ids.next();
        String known = identifier == null ? "keelson-" + id : identifier;
        int inserted = jdbc.sql("""
                        insert into meter_events (id, user_id, event_name, value, occurred_at, identifier, state, attempts,
                          next_attempt_at, created_at, updated_at)
                        values (:id, :user, :name, :value, :at, :identifier, 'pending', 0, :now, :now, :now)
                        on conflict (identifier) do nothing
                        """)
                .param("id", id)
                .param("user", user.value())
                .param("name", eventName)
                .param("value", value)
                .param("at", Timestamps.at(at))
                .param("identifier", known)
                .param("now", Timestamps.at(clock.instant()))
                .update();
        require(inserted == 1 || isSame(known, user, eventName, value), "an identifier that stands for other usage");
        return inserted == 1;
    }

    private boolean isSame(String identifier, UserId user, String eventName, long value) {
        return jdbc.sql("""
                        select user_id = :user and event_name = :name and value = :value from meter_events
                        where identifier = :identifier
                        """)
                .param("identifier", identifier)
                .param("user", user.value())
                .param("name", eventName)
                .param("value", value)
                .query((row, _) -> row.getBoolean(1))
                .optional()
                .orElse(true);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}

package dev.keelson.billing.standing;

import dev.keelson.billing.events.CardExpiring;
import dev.keelson.billing.events.DisputeClosed;
import dev.keelson.billing.events.DisputeOpened;
import dev.keelson.billing.events.GraceEnding;
import dev.keelson.billing.events.PaymentActionRequired;
import dev.keelson.billing.events.PaymentFailed;
import dev.keelson.billing.events.PaymentRecovered;
import dev.keelson.billing.events.SubscriptionEnded;
import dev.keelson.billing.events.SubscriptionPaused;
import dev.keelson.billing.events.SubscriptionResumed;
import dev.keelson.billing.events.TrialEnding;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which event each beginning and each end is. */
@Component
class Announcements {
    private static final Set<String> LIVE = Set.of("active", "trialing", "past_due");
    private static final Set<String> DECIDED = Set.of("won", "lost", "warning_closed", "prevented");

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final ApplicationEventPublisher events;

    Announcements(JdbcClient jdbc, InstantSource clock, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.events = events;
    }

    /** @param times how often it has begun now */
    void began(Trouble trouble, int times) {
        var user = trouble.user();
        String subject = trouble.subject();
        long occasion = Objects.requireNonNull(trouble.occasion());
        switch (trouble.kind()) {
            case PAYMENT_FAILED ->
                publish(new PaymentFailed(user, subject, trouble.subscription(), occasion, ahead(trouble.until())));
            case ACTION_REQUIRED -> publish(new PaymentActionRequired(user, subject, occasion));
            case GRACE_ENDING -> publish(new GraceEnding(user, subject, Objects.requireNonNull(trouble.until())));
            case TRIAL_ENDING -> publish(new TrialEnding(user, subject, Objects.requireNonNull(trouble.until())));
            case SUBSCRIPTION_ENDED -> publish(new SubscriptionEnded(user, subject));
            case PAUSED -> publish(new SubscriptionPaused(user, subject, times, trouble.until()));
            case CARD_EXPIRING ->
                publish(new CardExpiring(
                        user, subject, YearMonth.of((int) (occasion / 12), (int) (occasion % 12) + 1)));
            case DISPUTED -> publish(new DisputeOpened(user, subject, times));
            case UNPAID, INCOMPLETE, CARD_EXPIRED, CANCELLATION_SCHEDULED -> {
                // The user sees them, and is told by what they follow from.
            }
        }
    }

    /**
     * That it is over is worth telling where it was put right; a payment that is given up, or a pause that ends with its
     * subscription, is told as that.
     */
    void isOver(UserId user, Trouble.Kind kind, String subject, int times) {
        switch (kind) {
            case PAUSED -> {
                if (LIVE.contains(status("subscriptions", subject))) {
                    publish(new SubscriptionResumed(user, subject, times));
                }
            }
            case DISPUTED -> {
                String status = status("disputes", subject);
                if (DECIDED.contains(status)) {
                    publish(new DisputeClosed(user, subject, times, status));
                }
            }
            case PAYMENT_FAILED,
                    ACTION_REQUIRED,
                    GRACE_ENDING,
                    TRIAL_ENDING,
                    SUBSCRIPTION_ENDED,
                    CARD_EXPIRING,
                    UNPAID,
                    INCOMPLETE,
                    CARD_EXPIRED,
                    CANCELLATION_SCHEDULED -> {
                // Over by itself, or told when more is known.
            }
        }
    }

    /** What could not be collected is paid. */
    void recovered(UserId user, String invoice) {
        publish(new PaymentRecovered(user, invoice));
    }

    private @Nullable Instant ahead(@Nullable Instant time) {
        return time != null && time.isAfter(clock.instant()) ? time : null;
    }

    private String status(String table, String stripeId) {
        return jdbc.sql("select coalesce(status, '') from %s where stripe_id = :id".formatted(table))
                .param("id", stripeId)
                .query(String.class)
                .optional()
                .orElse("");
    }

    private void publish(Object event) {
        events.publishEvent(event);
    }
}

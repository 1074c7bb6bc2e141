package dev.keelson.billing;

import dev.keelson.billing.Catalogue.Price;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.UserId;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which trial a user may have: one in all, and not longer than is offered, however the request is written. */
@Component
class Trials {
    private final JdbcClient jdbc;
    private final TrialSettings settings;
    private final StripeSettings stripe;

    Trials(JdbcClient jdbc, TrialSettings settings, StripeSettings stripe) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.stripe = stripe;
    }

    /** @param days as many as are asked for; null where none is */
    void check(UserId user, Price price, @Nullable Integer days) {
        if (days == null) {
            return;
        }
        int longest = price.trialDays() == null
                ? settings.longestDays()
                : Math.max(settings.longestDays(), price.trialDays());
        if (days > longest) {
            throw BillingProblem.TRIAL_NOT_AVAILABLE.because("It can be tried for %d days at most.".formatted(longest));
        }
        if (hadOne(user)) {
            throw BillingProblem.TRIAL_NOT_AVAILABLE.because("You have had a trial already.");
        }
    }

    private boolean hadOne(UserId user) {
        return jdbc.sql("""
                        select exists (select from subscriptions
                                       where user_id = :user and livemode = :livemode and trial_end is not null
                                         and status <> 'incomplete_expired')
                        """)
                .param("user", user.value())
                .param("livemode", stripe.livemode())
                .query(Boolean.class)
                .single();
    }
}

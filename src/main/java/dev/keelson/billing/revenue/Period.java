package dev.keelson.billing.revenue;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How it stands at the end of a day or month, and what happened in it. All amounts are in minor units of the currency.
 *
 * @param from the first day, UTC
 * @param to the last day, included
 * @param mrr at the end, the part that is past due with it
 * @param pastDueMrr the part whose payment is late
 * @param movements what made the difference to the end of the period before; they add up to it
 * @param subscribers customers with MRR
 * @param active subscriptions of that status at the end, free ones included; so are the others
 * @param paused those of which nothing is collected: paused, or their collection is, for good
 * @param churnedSubscribers how often in the period a customer lost their last MRR, each time counted
 * @param churnRate those, as a part of the subscribers at its start; null where there were none
 * @param arpu MRR by subscriber; null without subscribers
 * @param reconstructed subscriptions of which nothing was told for that day, so that what they were is inferred
 */
record Period(
        LocalDate from,
        LocalDate to,
        long mrr,
        long pastDueMrr,
        Movements movements,
        long subscribers,
        long active,
        long trialing,
        long pastDue,
        long paused,
        long churnedSubscribers,
        @Nullable BigDecimal churnRate,
        @Nullable Long arpu,
        NotCounted notCounted,
        long reconstructed) {

    /** Contraction and churn are negative. */
    @Schema(name = "MrrMovements")
    record Movements(long newBusiness, long expansion, long contraction, long churn, long reactivation) {
        static Movements of(Map<Movement, Long> movements) {
            return new Movements(
                    movements.getOrDefault(Movement.NEW, 0L),
                    movements.getOrDefault(Movement.EXPANSION, 0L),
                    movements.getOrDefault(Movement.CONTRACTION, 0L),
                    movements.getOrDefault(Movement.CHURN, 0L),
                    movements.getOrDefault(Movement.REACTIVATION, 0L));
        }

        long sum() {
            return newBusiness + expansion + contraction + churn + reactivation;
        }
    }

    /**
     * What is not in the MRR of subscriptions that are.
     *
     * @param items of metered and tiered prices and such whose amount the customer chooses: what they bring depends on use
     * @param discounts of which it is not known yet what they take off: the MRR is too high by that
     */
    @Schema(name = "MrrNotCounted")
    record NotCounted(long items, long discounts) {}
}

package dev.keelson.billing;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.UserId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What was charged and how much of it is left, as Stripe knows it at this moment: the mirror may be a refund behind. */
@Component
class PaidCharges {
    private final JdbcClient jdbc;
    private final StripeApiClient stripe;

    PaidCharges(JdbcClient jdbc, StripeApiClient stripe) {
        this.jdbc = jdbc;
        this.stripe = stripe;
    }

    /**
     * Amounts are in minor units of the currency.
     *
     * @param user whose it is; null where that is nobody here
     * @param charge Stripe's id
     */
    record Paid(@Nullable UserId user, String charge, String currency, long captured, long left) {}

    /** @param payment our id of a payment, or Stripe's of a payment intent or a charge */
    Paid find(String payment) {
        var charge = charge(payment);
        long captured = StripeJson.numberOrZero(charge, "amount_captured");
        return new Paid(
                user(StripeJson.id(charge, "customer")),
                StripeJson.required(charge, "id"),
                StripeJson.required(charge, "currency"),
                captured,
                captured - StripeJson.numberOrZero(charge, "amount_refunded"));
    }

    private JsonNode charge(String payment) {
        try {
            if (payment.startsWith("ch_") || payment.startsWith("py_")) {
                return stripe.retrieve(StripeObjectType.CHARGE, payment);
            }
            var intent = stripe.retrieveExpanded(
                    StripeObjectType.PAYMENT_INTENT, paymentIntent(payment), List.of("latest_charge"));
            var charge = intent.path("latest_charge");
            if (!charge.isObject()) {
                throw BillingProblem.NOTHING_TO_REFUND.because("It was never paid.");
            }
            return charge;
        } catch (ApiException.NotFound e) {
            throw noSuchPayment();
        }
    }

    private String paymentIntent(String payment) {
        if (payment.startsWith("pi_")) {
            return payment;
        }
        return Optional.ofNullable(uuid(payment))
                .flatMap(id -> jdbc.sql("select stripe_id from payment_intents where id = :id")
                        .param("id", id)
                        .query(String.class)
                        .optional())
                .orElseThrow(PaidCharges::noSuchPayment);
    }

    private static @Nullable UUID uuid(String text) {
        try {
            return text.length() == 36 ? UUID.fromString(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private @Nullable UserId user(@Nullable String customer) {
        return jdbc.sql("select user_id from customers where stripe_id = :customer and user_id is not null")
                .param("customer", customer)
                .query((row, _) -> new UserId(row.getObject("user_id", UUID.class)))
                .optional()
                .orElse(null);
    }

    private static RuntimeException noSuchPayment() {
        return CommonProblem.NOT_FOUND.because("No such payment.");
    }
}

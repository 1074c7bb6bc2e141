package dev.keelson.billing;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionCreateParams.LineItem;
import dev.keelson.billing.Commands.Command;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that a Checkout session is made from, as Stripe must be told it again if it has to be told again.
 *
 * @param mode what it is for; null in what was written before there were several, which is a subscription
 * @param customer Stripe's id
 * @param price Stripe's id; null where an amount is paid, or nothing is
 * @param amount minor units, where no price is named
 * @param currency of the amount
 * @param description what the amount is for
 * @param promotionCodes whether the customer can type a promotion code
 * @param promotionCode Stripe's id of the one that is applied
 */
record CheckoutOrder(
        @Nullable Mode mode,
        String customer,
        @Nullable String price,
        long quantity,
        @Nullable Long amount,
        @Nullable String currency,
        @Nullable String description,
        boolean promotionCodes,
        @Nullable String promotionCode,
        @Nullable Integer trialDays,
        String successUrl,
        String cancelUrl) {

    /** What a Checkout is for. */
    enum Mode {
        @JsonProperty("subscription")
        SUBSCRIPTION,
        @JsonProperty("payment")
        PAYMENT,
        @JsonProperty("setup")
        SETUP;

        String sqlName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    CheckoutOrder {
        mode = mode == null ? Mode.SUBSCRIPTION : mode;
    }

    @Override
    public Mode mode() {
        return mode == null ? Mode.SUBSCRIPTION : mode;
    }

    /** What at most one Checkout is open for: where that is a subscription, its price. */
    @JsonIgnore
    String subject() {
        return switch (mode()) {
            case SUBSCRIPTION -> requiredPrice();
            case SETUP -> "setup";
            case PAYMENT -> {
                String what = "%s %s %s %s".formatted(price, amount, currency, description);
                yield "payment " + UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    @JsonIgnore
    String requiredPrice() {
        return Fields.required(price, "priceId", "for a subscription");
    }

    SessionCreateParams params(Command command) {
        String user = command.requiredUser().toString();
        var params = SessionCreateParams.builder()
                .setCustomer(customer)
                .setClientReferenceId(user)
                .setSuccessUrl(successUrl)
                .setCancelUrl(cancelUrl)
                .setExpiresAt(command.expiresAt().getEpochSecond())
                .putMetadata(CustomerObject.USER_ID, user)
                .putMetadata(Commands.COMMAND_ID, command.id().toString());
        switch (mode()) {
            case SUBSCRIPTION -> {
                params.setMode(SessionCreateParams.Mode.SUBSCRIPTION).addLineItem(line());
                var data = SessionCreateParams.SubscriptionData.builder().putMetadata(CustomerObject.USER_ID, user);
                if (trialDays != null) {
                    data.setTrialPeriodDays(trialDays.longValue());
                }
                params.setSubscriptionData(data.build());
            }
            case PAYMENT -> {
                var data = SessionCreateParams.PaymentIntentData.builder().putMetadata(CustomerObject.USER_ID, user);
                if (description != null) {
                    data.setDescription(description);
                }
                params.setMode(SessionCreateParams.Mode.PAYMENT)
                        .addLineItem(line())
                        .setPaymentIntentData(data.build());
            }
            case SETUP ->
                params.setMode(SessionCreateParams.Mode.SETUP)
                        // Without a currency Stripe cannot choose the kinds itself.
                        .addPaymentMethodType(SessionCreateParams.PaymentMethodType.CARD)
                        .setSetupIntentData(SessionCreateParams.SetupIntentData.builder()
                                .putMetadata(CustomerObject.USER_ID, user)
                                .build());
        }
        discount(params);
        return params.build();
    }

    private LineItem line() {
        var line = LineItem.builder().setQuantity(quantity);
        if (price != null) {
            return line.setPrice(price).build();
        }
        return line.setPriceData(LineItem.PriceData.builder()
                        .setCurrency(Fields.required(currency, "currency", "with an 'amount'"))
                        .setUnitAmount(amount)
                        .setProductData(LineItem.PriceData.ProductData.builder()
                                .setName(Fields.required(description, "description", "with an 'amount'"))
                                .build())
                        .build())
                .build();
    }

    /** Stripe takes either a code that is given or one that is to be typed. */
    private void discount(SessionCreateParams.Builder params) {
        if (promotionCode != null) {
            params.addDiscount(SessionCreateParams.Discount.builder()
                    .setPromotionCode(promotionCode)
                    .build());
        } else if (promotionCodes) {
            params.setAllowPromotionCodes(true);
        }
    }
}

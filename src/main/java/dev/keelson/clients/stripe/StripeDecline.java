package dev.keelson.clients.stripe;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Why a card was declined, by <a href="https://docs.stripe.com/declines/codes">Stripe's decline codes</a> and the codes of its
 * card errors. What points at fraud, loss or theft is told as a plain refusal: whoever holds the card must not learn it from us.
 */
public enum StripeDecline {
    AUTHENTICATION_REQUIRED("Confirm the payment with your bank, then try again."),
    APPROVE_WITH_ID("Try again; if it fails again, call your bank."),
    CALL_ISSUER("Call your bank, or use another card."),
    CARD_DECLINED("Use another card, or call your bank."),
    CARD_DECLINE_RATE_LIMIT_EXCEEDED("Wait a day before you try this card again, or use another one."),
    CARD_NOT_SUPPORTED("Use another card: yours does not take this kind of payment."),
    CARD_VELOCITY_EXCEEDED("Use another card: the limit of yours is reached."),
    CURRENCY_NOT_SUPPORTED("Use another card: yours does not take this currency."),
    DO_NOT_HONOR("Use another card, or call your bank."),
    DO_NOT_TRY_AGAIN("Use another card, or call your bank."),
    DUPLICATE_TRANSACTION("Look first whether you have just paid the same amount."),
    EXPIRED_CARD("Use another card: yours has expired."),
    FRAUDULENT("Use another card, or call your bank."),
    GENERIC_DECLINE("Use another card, or call your bank."),
    INCORRECT_ADDRESS("Correct the billing address and try again."),
    INCORRECT_CVC("Correct the security code and try again."),
    INCORRECT_NUMBER("Correct the card number and try again."),
    INCORRECT_PIN("Correct the PIN and try again."),
    INCORRECT_ZIP("Correct the postal code and try again."),
    INSUFFICIENT_FUNDS("Use another card, or see that there is enough money on this one."),
    INVALID_ACCOUNT("Use another card, or call your bank."),
    INVALID_AMOUNT("Call your bank: it does not accept this amount."),
    INVALID_CVC("Correct the security code and try again."),
    INVALID_EXPIRY_MONTH("Correct the expiry date and try again."),
    INVALID_EXPIRY_YEAR("Correct the expiry date and try again."),
    INVALID_NUMBER("Correct the card number and try again."),
    INVALID_PIN("Correct the PIN and try again."),
    ISSUER_NOT_AVAILABLE("Try again in some minutes: your bank does not answer."),
    LOST_CARD("Use another card, or call your bank."),
    MERCHANT_BLACKLIST("Use another card, or call your bank."),
    NEW_ACCOUNT_INFORMATION_AVAILABLE("Use another card, or call your bank."),
    NO_ACTION_TAKEN("Use another card, or call your bank."),
    NOT_PERMITTED("Use another card, or call your bank."),
    OFFLINE_PIN_REQUIRED("Try again with your PIN."),
    ONLINE_OR_OFFLINE_PIN_REQUIRED("Try again with your PIN."),
    PICKUP_CARD("Use another card, or call your bank."),
    PIN_TRY_EXCEEDED("Use another card: the PIN was wrong too often."),
    PROCESSING_ERROR("Try again in some minutes."),
    REENTER_TRANSACTION("Try again; if it fails again, call your bank."),
    RESTRICTED_CARD("Use another card, or call your bank."),
    REVOCATION_OF_ALL_AUTHORIZATIONS("Use another card, or call your bank."),
    REVOCATION_OF_AUTHORIZATION("Use another card, or call your bank."),
    SECURITY_VIOLATION("Use another card, or call your bank."),
    SERVICE_NOT_ALLOWED("Use another card, or call your bank."),
    STOLEN_CARD("Use another card, or call your bank."),
    STOP_PAYMENT_ORDER("Use another card, or call your bank."),
    TESTMODE_DECLINE("Use a real card: this one is for tests."),
    TRANSACTION_NOT_ALLOWED("Use another card, or call your bank."),
    TRY_AGAIN_LATER("Try again in some minutes; if it fails again, call your bank."),
    WITHDRAWAL_COUNT_LIMIT_EXCEEDED("Use another card: the limit of yours is reached."),
    /** A code that Stripe did not have when this was written. */
    OTHER("Use another card, or call your bank.");

    private static final Map<String, StripeDecline> BY_CODE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(StripeDecline::code, Function.identity()));

    private final String action;

    StripeDecline(String action) {
        this.action = action;
    }

    public static StripeDecline of(@Nullable String code) {
        return code == null ? OTHER : BY_CODE.getOrDefault(code, OTHER);
    }

    /** As Stripe writes it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the user can do. */
    public String action() {
        return action;
    }
}

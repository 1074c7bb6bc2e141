package dev.keelson.billing;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** What can be wrong with a request about money. */
enum BillingProblem implements ProblemType {
    PRICE_NOT_AVAILABLE(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "This price cannot be subscribed to",
            "Take a 'prices[].id' from GET /api/v1/billing/plans that has an 'interval'."),
    RETURN_URL_NOT_ALLOWED(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "This return address is not allowed",
            "Use an https address of one of the frontend's own origins."),
    NO_CUSTOMER(
            HttpStatus.NOT_FOUND,
            "There is no billing customer yet",
            "Send POST /api/v1/billing/customer, or open a Checkout, which makes one."),
    CUSTOMER_EXISTS(
            HttpStatus.CONFLICT, "There is a billing customer already", "Read it with GET /api/v1/billing/customer."),
    ALREADY_SUBSCRIBED(
            HttpStatus.CONFLICT,
            "There is a live subscription on this price",
            "See GET /api/v1/billing/subscriptions; change its quantity or take back its cancellation instead."),
    CHECKOUT_CLOSED(
            HttpStatus.CONFLICT,
            "This Checkout is over",
            "Look whether the subscription is there; if not, send the request with a new 'Idempotency-Key'."),
    ALREADY_IN_PROGRESS(
            HttpStatus.CONFLICT, "The same request is being worked on", "Send the same request again in a second."),
    NO_UPCOMING_INVOICE(
            HttpStatus.NOT_FOUND,
            "There is no upcoming invoice",
            "See GET /api/v1/billing/subscriptions for those that go on."),
    SUBSCRIPTION_ENDED(
            HttpStatus.CONFLICT,
            "This subscription has ended",
            "An ended subscription cannot be changed; open a Checkout for a new one."),
    CUSTOMER_ALREADY_LINKED(
            HttpStatus.CONFLICT,
            "This customer is another user's",
            "See GET /api/v1/admin/billing/unmatched-customers for those that are nobody's."),
    NOT_BEING_CANCELED(
            HttpStatus.CONFLICT, "This subscription is not being canceled", "There is nothing to take back."),
    AMOUNT_NOT_ALLOWED(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "This amount cannot be charged in this currency",
            "Take an amount that 'detail' allows; 'allowed' is one, in the currency's minor unit."),
    PROMOTION_CODE_UNKNOWN(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "This promotion code cannot be used",
            "Check how it is written, or go on without it."),
    TRIAL_NOT_AVAILABLE(
            HttpStatus.CONFLICT, "There is no such trial", "Ask for fewer 'trialDays', or subscribe without a trial."),
    FIRST_PAYMENT_OPEN(
            HttpStatus.CONFLICT,
            "The first payment of this subscription is still open",
            "Send the same POST /api/v1/billing/subscriptions again for its client secret and pay, or cancel it with"
                    + " POST /api/v1/billing/subscriptions/{id}/cancel and 'when': 'now'."),
    PREVIEW_OUTDATED(
            HttpStatus.CONFLICT,
            "This preview is no longer good",
            "Send POST /api/v1/billing/subscriptions/{id}/preview again and take its 'prorationDate'."),
    PAYMENT_METHOD_NEEDED(
            HttpStatus.CONFLICT,
            "A subscription is paid with this payment method",
            "Make another payment method the default first, or cancel the subscription."),
    NOTHING_TO_REFUND(
            HttpStatus.CONFLICT,
            "There is nothing to refund",
            "Look at the payment: it was never paid, or everything has been refunded."),
    REFUND_TOO_LARGE(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "More than is left cannot be refunded",
            "Take 'left', in the currency's minor unit, or less; without an 'amount' all that is left is refunded."),
    NO_INVOICE_PDF(
            HttpStatus.CONFLICT,
            "This invoice has no PDF",
            "Wait until it is finalized; drafts and the like have none.");

    private final Facts facts;

    BillingProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}

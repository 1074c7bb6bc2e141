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
            HttpStatus.CONFLICT, "This subscription is not being canceled", "There is nothing to take back.");

    private final Facts facts;

    BillingProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}

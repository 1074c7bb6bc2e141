package dev.keelson.billing.standing;

/**
 * What a user can do: a call of this API. Where it leads to a page of Stripe's, the call answers its link; such a link opens
 * without a password and is given to nobody unasked.
 *
 * @param rel what it does, for a program
 * @param method the call's
 * @param href the call's address
 */
record Action(String rel, String method, String href) {
    private static final String BILLING = "/api/v1/billing";

    static final Action UPDATE_PAYMENT_METHOD =
            new Action("update_payment_method", "POST", BILLING + "/portal-sessions");
    static final Action PAY = new Action("pay", "POST", BILLING + "/portal-sessions");
    static final Action CONFIRM_PAYMENT = new Action("confirm_payment", "POST", BILLING + "/portal-sessions");
    static final Action CHOOSE_PLAN = new Action("choose_plan", "GET", BILLING + "/plans");
    static final Action SEE_INVOICES = new Action("see_invoices", "GET", BILLING + "/invoices");

    /** @param subscription our id */
    static Action cancel(Object subscription) {
        return new Action("cancel", "POST", BILLING + "/subscriptions/%s/cancel".formatted(subscription));
    }

    static Action resume(Object subscription) {
        return new Action("resume", "POST", BILLING + "/subscriptions/%s/resume".formatted(subscription));
    }
}

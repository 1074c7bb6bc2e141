package dev.keelson.billing.standing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trouble means to the user, and what helps.
 *
 * @param text in plain words
 * @param actions the first is what most users want
 */
record Advice(String text, List<Action> actions) {
    private static final String COLLECTION_VOID = "void";

    static Advice on(Trouble trouble) {
        return switch (trouble.kind()) {
            case PAYMENT_FAILED ->
                new Advice(
                        trouble.until() == null
                                ? "A payment could not be collected."
                                : "A payment could not be collected. What you have bought stays until "
                                        + trouble.until() + ".",
                        List.of(Action.UPDATE_PAYMENT_METHOD, Action.PAY));
            case ACTION_REQUIRED ->
                new Advice("A payment waits for you to confirm it at your bank.", List.of(Action.CONFIRM_PAYMENT));
            case UNPAID ->
                new Advice(
                        "Payments could not be collected, and what you had bought is not available.",
                        List.of(Action.PAY, Action.UPDATE_PAYMENT_METHOD));
            case INCOMPLETE ->
                new Advice(
                        "The first payment has not succeeded yet. Until it has, what you are buying is not available.",
                        List.of(Action.PAY, Action.UPDATE_PAYMENT_METHOD));
            case CARD_EXPIRED -> new Advice("A card has expired.", List.of(Action.UPDATE_PAYMENT_METHOD));
            case CARD_EXPIRING -> new Advice("A card expires soon.", List.of(Action.UPDATE_PAYMENT_METHOD));
            case DISPUTED ->
                new Advice(
                        "A payment is disputed at your bank. If that was a mistake, ask your bank to withdraw it.",
                        List.of(Action.SEE_INVOICES));
            case PAUSED -> paused(trouble);
            case TRIAL_ENDING ->
                new Advice(
                        "Your trial ends soon, and the subscription begins.",
                        withId(trouble, Action.UPDATE_PAYMENT_METHOD, Action.cancel(String.valueOf(trouble.id()))));
            case CANCELLATION_SCHEDULED ->
                new Advice(
                        "Your subscription is cancelled and will end.",
                        withId(trouble, Action.resume(String.valueOf(trouble.id()))));
            case GRACE_ENDING ->
                new Advice("What is not paid ends soon.", List.of(Action.UPDATE_PAYMENT_METHOD, Action.PAY));
            case SUBSCRIPTION_ENDED -> new Advice("Your subscription has ended.", List.of(Action.CHOOSE_PLAN));
        };
    }

    private static Advice paused(Trouble trouble) {
        @Nullable String collection = trouble.detail();
        if (collection == null || collection.equals(COLLECTION_VOID)) {
            return new Advice(
                    "Your subscription is paused, and what you had bought is not available.",
                    List.of(Action.UPDATE_PAYMENT_METHOD));
        }
        return new Advice(
                "Nothing is collected for your subscription at present; you keep what you bought.", List.of());
    }

    private static List<Action> withId(Trouble trouble, Action... actions) {
        return trouble.id() == null ? List.of() : List.of(actions);
    }
}

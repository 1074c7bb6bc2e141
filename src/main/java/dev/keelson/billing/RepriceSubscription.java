package dev.keelson.billing;

import com.stripe.param.InvoiceCreatePreviewParams;
import com.stripe.param.InvoiceCreatePreviewParams.SubscriptionDetails;
import dev.keelson.billing.ChangeSubscription.Changed;
import dev.keelson.billing.SubscriptionViews.Item;
import dev.keelson.billing.SubscriptionViews.Subscription;
import dev.keelson.billing.UpcomingInvoices.Line;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Moves a subscription to another price or quantity, and shows before what that costs. What the change costs is invoiced at
 * once; with the preview's proration date it is to the cent what the preview said.
 */
@Component
class RepriceSubscription {
    private final ChangeSubscription change;
    private final Purchases purchases;
    private final SubscriptionViews views;
    private final ProrationDates dates;
    private final StripeApiClient stripe;

    RepriceSubscription(
            ChangeSubscription change,
            Purchases purchases,
            SubscriptionViews views,
            ProrationDates dates,
            StripeApiClient stripe) {
        this.change = change;
        this.purchases = purchases;
        this.views = views;
        this.dates = dates;
        this.stripe = stripe;
    }

    /**
     * @param item our id of the item; null where the subscription has but one
     * @param priceId our id of the price, or Stripe's; null to keep it
     * @param quantity null to keep it
     * @param prorationDate of a preview; null for the moment when the change is made
     */
    record Terms(
            @Nullable UUID item,
            @Nullable String priceId,
            @Nullable Long quantity,
            @Nullable Instant prorationDate) {}

    /**
     * Amounts are in minor units of the currency.
     *
     * @param prorationDate with it the change costs what is shown here
     * @param amountDue what is charged at once; less than nothing left stays as a credit for later invoices
     */
    record Preview(
            @Nullable Instant prorationDate,
            @Nullable String currency,
            @Nullable Long subtotal,
            @Nullable Long total,
            @Nullable Long amountDue,
            List<Line> lines) {}

    Preview preview(UserId user, UUID id, Terms terms) {
        var subscription = change.changeable(user, id);
        var wanted = wanted(user, subscription, terms);
        var item = SubscriptionDetails.Item.builder().setId(wanted.item()).setPrice(wanted.price());
        if (wanted.quantity() != null) {
            item.setQuantity(wanted.quantity());
        }
        var details = SubscriptionDetails.builder()
                .addItem(item.build())
                .setProrationBehavior(SubscriptionDetails.ProrationBehavior.ALWAYS_INVOICE);
        if (wanted.prorationDate() != null) {
            details.setProrationDate(wanted.prorationDate());
        }
        var invoice = stripe.previewInvoice(InvoiceCreatePreviewParams.builder()
                .setSubscription(subscription.stripeId())
                .setSubscriptionDetails(details.build())
                .build());
        return preview(invoice);
    }

    private static Preview preview(JsonNode invoice) {
        var parent = invoice.path("parent").path("subscription_details");
        return new Preview(
                StripeJson.time(parent, "subscription_proration_date"),
                StripeJson.text(invoice, "currency"),
                StripeJson.number(invoice, "subtotal"),
                StripeJson.number(invoice, "total"),
                StripeJson.number(invoice, "amount_due"),
                UpcomingInvoices.lines(invoice));
    }

    /** What it is already stays as it is, and costs nothing. */
    Changed apply(UserId user, UUID id, Terms terms) {
        var subscription = change.changeable(user, id);
        var wanted = wanted(user, subscription, terms);
        var item = item(subscription, terms.item());
        boolean isSame = item.stripePriceId().equals(wanted.price())
                && (wanted.quantity() == null || wanted.quantity().equals(item.quantity()));
        return isSame
                ? new Changed(subscription, JsonNodeFactory.instance.objectNode())
                : change.apply(user, wanted, null);
    }

    private SubscriptionChange wanted(UserId user, Subscription subscription, Terms terms) {
        if (terms.priceId() == null && terms.quantity() == null) {
            throw ProblemException.notValid("priceId", "or 'quantity' must be there");
        }
        if (subscription.status().equals("incomplete")) {
            throw BillingProblem.FIRST_PAYMENT_OPEN.because("It begins with that.");
        }
        dates.check(subscription, terms.prorationDate());
        var item = item(subscription, terms.item());
        Instant date = terms.prorationDate();
        return new SubscriptionChange(
                subscription.id(),
                subscription.stripeId(),
                SubscriptionChange.Type.ITEM,
                item.stripeId(),
                price(user, item, terms.priceId()),
                terms.quantity() == null ? item.quantity() : terms.quantity(),
                date == null ? null : (Long) date.getEpochSecond(),
                null);
    }

    private String price(UserId user, Item item, @Nullable String wanted) {
        if (wanted == null) {
            return item.stripePriceId();
        }
        String price = purchases.subscribable(wanted).stripeId();
        if (!price.equals(item.stripePriceId()) && views.isSubscribed(user, price)) {
            throw BillingProblem.ALREADY_SUBSCRIBED.because("You have another subscription on this price.");
        }
        return price;
    }

    private static Item item(Subscription subscription, @Nullable UUID id) {
        var items = subscription.items();
        if (id == null && items.size() == 1) {
            return items.getFirst();
        }
        return items.stream()
                .filter(item -> item.id().equals(id))
                .findFirst()
                .orElseThrow(() -> ProblemException.notValid("itemId", "must be one of the subscription's items"));
    }
}

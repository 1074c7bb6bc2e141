package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.webhooks.Reconciler;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** What of Stripe is compared, parents before their children: the fewest rows then have to wait for another. */
@Configuration(proxyBeanMethods = false)
class StripeReconcilers {
    private final ReconcilerFactory reconcilers;

    StripeReconcilers(ReconcilerFactory reconcilers) {
        this.reconcilers = reconcilers;
    }

    @Bean
    @Order(10)
    Reconciler productReconciler(Catalogue catalogue) {
        return reconcilers.of(new StripeReconciler.Kind(
                "product",
                MirrorTable.PRODUCTS,
                Pattern.compile("prod_"),
                StripeReconciler.Kind.reading(ProductObject::from),
                catalogue::writeProduct,
                reconcilers.all(StripeObjectType.PRODUCT)));
    }

    @Bean
    @Order(20)
    Reconciler priceReconciler(Catalogue catalogue) {
        return reconcilers.of(new StripeReconciler.Kind(
                "price",
                MirrorTable.PRICES,
                Pattern.compile("price_"),
                StripeReconciler.Kind.reading(PriceObject::from),
                catalogue::writePrice,
                reconcilers.all(StripeObjectType.PRICE)));
    }

    @Bean
    @Order(30)
    Reconciler customerReconciler(Customers customers) {
        return reconcilers.of(new StripeReconciler.Kind(
                "customer",
                MirrorTable.CUSTOMERS,
                Pattern.compile("cus_"),
                StripeReconciler.Kind.reading(CustomerObject::from),
                customers::write,
                reconcilers.all(StripeObjectType.CUSTOMER)));
    }

    @Bean
    @Order(40)
    Reconciler subscriptionReconciler(Subscriptions subscriptions) {
        return reconcilers.of(new StripeReconciler.Kind(
                "subscription",
                MirrorTable.SUBSCRIPTIONS,
                Pattern.compile("sub_(?!sched_)"),
                StripeReconciler.Kind.reading(SubscriptionObject::from),
                subscriptions::write,
                reconcilers.all(StripeObjectType.SUBSCRIPTION)));
    }

    @Bean
    @Order(50)
    Reconciler invoiceReconciler(Invoices invoices) {
        return reconcilers.of(new StripeReconciler.Kind(
                "invoice",
                MirrorTable.INVOICES,
                Pattern.compile("in_"),
                StripeReconciler.Kind.reading(InvoiceObject::from),
                invoices::write,
                reconcilers.all(StripeObjectType.INVOICE)));
    }
}

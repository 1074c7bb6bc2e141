package dev.keelson.billing;

import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.webhooks.Reconciler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.transaction.support.TransactionTemplate;

/** What of Stripe is compared, parents before their children: the fewest rows then have to wait for another. */
@Configuration(proxyBeanMethods = false)
class StripeReconcilers {
    /** Makes a reconciler of a kind. */
    private record Tools(StripeApiClient stripe, Mirror mirror, StripeRows rows, TransactionTemplate transaction) {
        Reconciler of(StripeReconciler.Kind kind) {
            return new StripeReconciler(kind, stripe, mirror, rows, transaction);
        }
    }

    private final Tools tools;

    StripeReconcilers(StripeApiClient stripe, Mirror mirror, StripeRows rows, TransactionTemplate transaction) {
        this.tools = new Tools(stripe, mirror, rows, transaction);
    }

    @Bean
    @Order(1)
    Reconciler productReconciler(Catalogue catalogue) {
        return tools.of(new StripeReconciler.Kind(
                "product",
                MirrorTable.PRODUCTS,
                StripeObjectType.PRODUCT,
                "prod_",
                ProductObject::from,
                catalogue::writeProduct));
    }

    @Bean
    @Order(2)
    Reconciler priceReconciler(Catalogue catalogue) {
        return tools.of(new StripeReconciler.Kind(
                "price",
                MirrorTable.PRICES,
                StripeObjectType.PRICE,
                "price_",
                PriceObject::from,
                catalogue::writePrice));
    }

    @Bean
    @Order(3)
    Reconciler customerReconciler(Customers customers) {
        return tools.of(new StripeReconciler.Kind(
                "customer",
                MirrorTable.CUSTOMERS,
                StripeObjectType.CUSTOMER,
                "cus_",
                CustomerObject::from,
                customers::write));
    }

    @Bean
    @Order(4)
    Reconciler subscriptionReconciler(Subscriptions subscriptions) {
        return tools.of(new StripeReconciler.Kind(
                "subscription",
                MirrorTable.SUBSCRIPTIONS,
                StripeObjectType.SUBSCRIPTION,
                "sub_",
                SubscriptionObject::from,
                subscriptions::write));
    }

    @Bean
    @Order(5)
    Reconciler invoiceReconciler(Invoices invoices) {
        return tools.of(new StripeReconciler.Kind(
                "invoice",
                MirrorTable.INVOICES,
                StripeObjectType.INVOICE,
                "in_",
                InvoiceObject::from,
                invoices::write));
    }
}

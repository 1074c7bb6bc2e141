package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What the books keep: enough to mean the same to us, and nothing that says who it was. */
class BooksTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void invoiceMeansTheSame() {
        var invoice = StripeObjects.invoice("in_books", "cus_books", "sub_books", "paid");
        invoice.put("due_date", 1_716_883_200L)
                .put("period_start", 1_716_883_200L)
                .put("period_end", 1_719_475_200L);
        invoice.putObject("status_transitions").put("paid_at", 1_716_883_201L);
        invoice.put("billing_reason", "subscription_cycle");

        assertThat(InvoiceObject.from(Books.only(invoice))).isEqualTo(InvoiceObject.from(invoice));
    }

    @Test
    void subscriptionMeansTheSame() {
        var price = StripeObjects.price("price_books", "prod_books", 900);
        var subscription = StripeObjects.subscription(
                "sub_books", "cus_books", "active", List.of(StripeObjects.item("si_books", price)));
        subscription
                .put("cancel_at", 1_916_883_200L)
                .put("canceled_at", 1_716_883_200L)
                .put("ended_at", 1_716_883_200L);
        subscription
                .put("trial_start", 1_716_883_200L)
                .put("trial_end", 1_716_883_300L)
                .put("latest_invoice", "in_books");
        subscription.putObject("pause_collection").put("behavior", "void").put("resumes_at", 1_916_883_200L);

        assertThat(SubscriptionObject.from(Books.only(subscription))).isEqualTo(SubscriptionObject.from(subscription));
    }

    @Test
    void nothingThatSaysWhoItWasIsKeptHoweverDeepItStands() {
        var invoice = JSON.readTree("""
                {"id": "in_1", "number": "K-1", "customer": {"id": "cus_1", "name": "Ada", "address": {"city": "Vienna"}},
                 "metadata": {"note": "Ada"}, "description": "For Ada", "custom_fields": [{"name": "VAT", "value": "ATU"}],
                 "footer": "Ada", "account_tax_ids": ["ATU"], "statement_descriptor": "Ada", "tomorrows_field": "Ada",
                 "lines": {"data": [{"id": "il_1", "amount": 900, "description": "Ada", "metadata": {"who": "Ada"},
                   "price": {"id": "price_1", "nickname": "Ada"}}]},
                 "payment_settings": {"default_mandate": "Ada"}, "default_payment_method": {"card": {"last4": "4242"}}}
                """);

        assertThat(Books.only(invoice)).isEqualTo(JSON.readTree("""
                {"id": "in_1", "number": "K-1", "customer": {"id": "cus_1"},
                 "lines": {"data": [{"id": "il_1", "amount": 900, "price": {"id": "price_1"}}]}}
                """));
    }
}

package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Stripe's official sample objects of three API versions, each with the same facts written where that version has them. */
class ApiVersionsTest {
    private static final String ACACIA = "2025-02-24.acacia";
    private static final String BASIL = "2025-08-27.basil";
    private static final String DAHLIA = "2026-07-29.dahlia";
    private static final long START = 1_790_000_000L;
    private static final long END = 1_792_592_000L;

    @ParameterizedTest
    @ValueSource(strings = {ACACIA, BASIL, DAHLIA})
    void subscriptionReadsAlike(String version) {
        var sample = sample(version, "subscription");
        var item = (ObjectNode) sample.path("items").path("data").path(0);
        var holder = version.equals(ACACIA) ? sample : item;
        holder.put("current_period_start", START).put("current_period_end", END);
        sample.put("cancel_at_period_end", true);
        sample.putNull("pause_collection");

        var subscription = SubscriptionObject.from(sample);

        assertThat(subscription)
                .isEqualTo(new SubscriptionObject(
                        "cus_QXg1o8vcGmoR32",
                        "active",
                        "usd",
                        Instant.ofEpochSecond(START),
                        Instant.ofEpochSecond(END),
                        Instant.ofEpochSecond(1234567890),
                        true,
                        Instant.ofEpochSecond(1234567890),
                        Instant.ofEpochSecond(1234567890),
                        Instant.ofEpochSecond(1234567890),
                        Instant.ofEpochSecond(1234567890),
                        null,
                        null,
                        null,
                        Instant.ofEpochSecond(1234567890),
                        List.of(new SubscriptionObject.Item(
                                "si_QXhVnC2h0Jczwc",
                                new PriceObject(
                                        "price_1PgafmB7WZ01zgkW6dKueIc5",
                                        "prod_QXg1hqf4jFNsqG",
                                        true,
                                        "usd",
                                        2000L,
                                        "month",
                                        1,
                                        null),
                                1L,
                                Instant.ofEpochSecond(START),
                                Instant.ofEpochSecond(END)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {ACACIA, BASIL, DAHLIA})
    void invoiceReadsAlike(String version) {
        var sample = sample(version, "invoice");
        if (version.equals(ACACIA)) {
            sample.put("subscription", "sub_1");
        } else {
            sample.putNull("subscription");
            sample.putObject("parent").putObject("subscription_details").put("subscription", "sub_1");
        }

        var invoice = InvoiceObject.from(sample);

        assertThat(invoice.subscriptionId()).isEqualTo("sub_1");
        assertThat(invoice.customerId()).isEqualTo("cus_QXg1o8vcGmoR32");
        assertThat(invoice.amountDue()).isEqualTo(1000);
        assertThat(invoice.status()).isEqualTo("draft");
        assertThat(invoice.issuedAt()).isEqualTo(Instant.ofEpochSecond(1234567890));
    }

    @ParameterizedTest
    @ValueSource(strings = {ACACIA, BASIL, DAHLIA})
    void catalogueAndCustomerReadAlike(String version) {
        assertThat(ProductObject.from(sample(version, "product")))
                .extracting(ProductObject::name, ProductObject::plan, ProductObject::active)
                .containsExactly("T-shirt", "t-shirt", true);
        assertThat(PriceObject.from(sample(version, "price")))
                .extracting(PriceObject::unitAmount, PriceObject::currency, PriceObject::interval)
                .containsExactly(2000L, "usd", "month");
        assertThat(CustomerObject.from(sample(version, "customer")).claimedUser())
                .isNull();
    }

    private static ObjectNode sample(String version, String resource) {
        return StripeSamples.of(version, resource);
    }
}

package dev.keelson.sandbox.stripe;

import static dev.keelson.sandbox.stripe.StripeSandbox.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.StripeException;
import dev.keelson.testing.BesideOthers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripeTaxIdsTest {
    private StripeSandbox stripe;

    @BeforeAll
    void start() {
        stripe = new StripeSandbox();
    }

    @AfterAll
    void stop() {
        stripe.close();
    }

    @ParameterizedTest
    @CsvSource({"DE000000000, verified", "DE111111111, unverified", "DE222222222, pending"})
    void taxIdIsVerifiedAfterAMoment(String value, String status) throws StripeException {
        var customer = stripe.customer().getId();
        var taxId = create(customer, value);

        stripe.advance("10");

        assertThat(text(taxId, "/verification/status")).isEqualTo("pending");
        assertThat(text(taxId, "/country")).isEqualTo("DE");
        assertThat(text(
                        stripe.get("/v1/customers/%s/tax_ids/%s".formatted(customer, text(taxId, "/id"))),
                        "/verification/status"))
                .isEqualTo(status);
    }

    @Test
    void taxIdStandsOnInvoicesUntilItIsDeleted() throws StripeException {
        var customer = stripe.customerWithCard("pm_card_visa");
        var mark = stripe.mark();
        var taxId = text(create(customer.getId(), "DE123456789"), "/id");
        stripe.subscribe(customer, StripeSandbox.PRO_USD);

        var deleted = stripe.delete("/v1/customers/%s/tax_ids/%s".formatted(customer.getId(), taxId));

        assertThat(text(stripe.get("/v1/invoices?customer=" + customer.getId()), "/data/0/customer_tax_ids/0/value"))
                .isEqualTo("DE123456789");
        assertThat(deleted.path("deleted").booleanValue()).isTrue();
        assertThat(stripe.get("/v1/customers/%s/tax_ids".formatted(customer.getId()))
                        .path("data"))
                .isEmpty();
        assertThat(stripe.typesSince(mark))
                .startsWith("customer.tax_id.created")
                .endsWith("customer.tax_id.deleted");
    }

    @Test
    void taxIdIsFoundWithoutItsCustomer() throws StripeException {
        var customer = stripe.customer().getId();
        var taxId = text(create(customer, "DE123456789"), "/id");

        assertThat(text(stripe.get("/v1/tax_ids/" + taxId), "/customer")).isEqualTo(customer);
        assertThat(text(stripe.get("/v1/tax_ids?owner[type]=customer&owner[customer]=" + customer), "/data/0/id"))
                .isEqualTo(taxId);
        assertThat(stripe.get("/v1/tax_ids").path("data")).isEmpty();
    }

    @Test
    void whatCannotBeATaxIdIsRefused() throws StripeException {
        var refused = create(stripe.customer().getId(), "12");

        assertThat(text(refused, "/error/code")).isEqualTo("tax_id_invalid");
        assertThat(text(refused, "/error/message")).isEqualTo("Invalid value for eu_vat.");
    }

    private JsonNode create(String customer, String value) {
        return stripe.form("/v1/customers/%s/tax_ids".formatted(customer), "type", "eu_vat", "value", value);
    }
}

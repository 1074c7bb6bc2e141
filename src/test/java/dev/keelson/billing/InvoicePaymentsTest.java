package dev.keelson.billing;

import static dev.keelson.billing.Deliveries.event;
import static dev.keelson.billing.StripeObjects.CREATED;
import static dev.keelson.billing.StripeObjects.customer;
import static dev.keelson.billing.StripeObjects.invoice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.audit.AuditSearch;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.WebhookHandler;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

@KeelsonTest
class InvoicePaymentsTest {
    @Autowired
    private List<WebhookHandler> handlers;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private AuditSearch audit;

    @Autowired
    private TransactionTemplate transaction;

    private final String unique = UUID.randomUUID().toString().substring(0, 8);
    private final String cus = "cus_" + unique;
    private final String in = "in_" + unique;
    private Deliveries deliveries;

    @BeforeEach
    void customerOfAUser() {
        deliveries = new Deliveries(handlers, transaction, jdbc);
        deliveries.deliver(
                event("customer.created", CREATED, customer(cus, users.fresh().id())));
    }

    private ObjectNode tried(String status, int attempts) {
        return invoice(in, cus, "sub_" + unique, status).put("attempt_count", attempts);
    }

    private List<String> recorded() {
        var filter = new AuditSearch.Filter(null, null, in, null, null);
        return audit.find(filter, Optional.empty(), 100).items().reversed().stream()
                .map(AuditSearch.Entry::action)
                .toList();
    }

    @Test
    void eachChangeIsRecordedOnceHoweverManyEventsTellOfIt() {
        deliveries.deliver(event("invoice.created", CREATED, tried("draft", 0)));
        deliveries.deliver(event("invoice.finalized", CREATED + 1, tried("open", 0)));
        deliveries.deliver(event("invoice.payment_failed", CREATED + 2, tried("open", 1)));
        deliveries.deliver(event("invoice.updated", CREATED + 3, tried("open", 1)));
        deliveries.deliver(event("invoice.payment_failed", CREATED + 4, tried("open", 2)));
        deliveries.deliver(event("invoice.paid", CREATED + 5, tried("paid", 3)));
        deliveries.deliver(event("invoice.payment_succeeded", CREATED + 6, tried("paid", 3)));
        deliveries.deliver(event("invoice.updated", CREATED + 2, tried("open", 1)));

        assertThat(recorded())
                .containsExactly("invoice.payment_attempted", "invoice.payment_attempted", "invoice.paid");
    }

    @Test
    void whatIsVoidedOrGivenUpIsRecorded() {
        deliveries.deliver(event("invoice.marked_uncollectible", CREATED, tried("uncollectible", 4)));
        deliveries.deliver(event("invoice.voided", CREATED + 1, tried("void", 4)));

        assertThat(recorded()).containsExactly("invoice.uncollectible", "invoice.voided");
    }

    @Test
    void entryNamesTheUserAndNoPerson() {
        deliveries.deliver(event("invoice.paid", CREATED, tried("paid", 1)));

        var entry = audit.find(new AuditSearch.Filter(null, null, in, null, null), Optional.empty(), 1)
                .items()
                .getFirst();

        assertThat(entry.details().path("user").asString()).hasSize(36);
        assertThat(entry.details().toString()).doesNotContain("example.com");
    }
}

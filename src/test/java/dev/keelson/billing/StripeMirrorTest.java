package dev.keelson.billing;

import static dev.keelson.billing.Deliveries.event;
import static dev.keelson.billing.Deliveries.thin;
import static dev.keelson.billing.StripeObjects.CREATED;
import static dev.keelson.billing.StripeObjects.customer;
import static dev.keelson.billing.StripeObjects.invoice;
import static dev.keelson.billing.StripeObjects.item;
import static dev.keelson.billing.StripeObjects.price;
import static dev.keelson.billing.StripeObjects.product;
import static dev.keelson.billing.StripeObjects.subscription;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.auth.PlanChanged;
import dev.keelson.billing.entitlements.Entitlements;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent.Fetched;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@KeelsonTest
@RecordApplicationEvents
class StripeMirrorTest {
    @Autowired
    private List<WebhookHandler> handlers;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private UserPlans plans;

    @Autowired
    private Customers customers;

    @Autowired
    private Entitlements entitlements;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private ApplicationEvents events;

    private final String unique = UUID.randomUUID().toString().substring(0, 8);
    private final String cus = "cus_" + unique;
    private final String sub = "sub_" + unique;
    private final ObjectNode premium = product("prod_p" + unique, "Premium");
    private final ObjectNode premiumPrice = price("price_p" + unique, "prod_p" + unique, 1900);
    private final ObjectNode business = product("prod_b" + unique, "Business");
    private final ObjectNode businessPrice = price("price_b" + unique, "prod_b" + unique, 4900);
    private final ObjectNode premiumItem = item("si_p" + unique, premiumPrice);
    private final ObjectNode businessItem = item("si_b" + unique, businessPrice);
    private Deliveries deliveries;
    private UserId user;

    @BeforeEach
    void userAndCatalogue() {
        deliveries = new Deliveries(handlers, transaction, jdbc);
        user = users.fresh().id();
        deliveries.deliver(event("product.created", CREATED, premium));
        deliveries.deliver(event("price.created", CREATED, premiumPrice));
        deliveries.deliver(event("product.created", CREATED, business));
        deliveries.deliver(event("price.created", CREATED, businessPrice));
    }

    @Test
    void createdAndUpdatedInTheSameSecondEndAsStripeSays() {
        deliveries.deliver(event("customer.created", CREATED, customer(cus, user)));
        var active = subscription(sub, cus, "active", List.of(premiumItem));
        deliveries.deliver(event(
                "customer.subscription.created", CREATED, subscription(sub, cus, "incomplete", List.of(premiumItem))));

        var outcome = deliveries.deliver(
                event("customer.subscription.updated", CREATED, active),
                () -> new Fetched(active, Instant.ofEpochSecond(CREATED + 1)));

        assertThat(outcome).isEqualTo(WebhookOutcome.APPLIED);
        assertThat(status(sub)).isEqualTo("active");
        assertThat(plans.of(user).name()).isEqualTo("premium");
    }

    @Test
    void olderOfTheSameSecondArrivingLastDoesNotWin() {
        var active = subscription(sub, cus, "active", List.of(premiumItem));
        deliveries.deliver(event("customer.subscription.updated", CREATED, active));

        deliveries.deliver(
                event(
                        "customer.subscription.created",
                        CREATED,
                        subscription(sub, cus, "incomplete", List.of(premiumItem))),
                () -> new Fetched(active, Instant.ofEpochSecond(CREATED + 1)));

        assertThat(status(sub)).isEqualTo("active");
    }

    @Test
    void staleSubscriptionEventRevivesNoRemovedItem() {
        deliveries.deliver(event(
                "customer.subscription.updated",
                CREATED + 60,
                subscription(sub, cus, "active", List.of(businessItem))));

        var outcome = deliveries.deliver(event(
                "customer.subscription.updated", CREATED, subscription(sub, cus, "active", List.of(premiumItem))));

        assertThat(outcome).isEqualTo(WebhookOutcome.SUPERSEDED);
        assertThat(items(sub)).containsExactly(businessItem.path("id").stringValue());
    }

    @Test
    void staleUpdateAfterDeletionIsSuperseded() {
        String id = premium.path("id").stringValue();
        deliveries.deliver(event("product.deleted", CREATED + 10, premium));

        var older = deliveries.deliver(event("product.updated", CREATED + 5, premium));
        var later = deliveries.deliver(event("product.updated", CREATED + 20, premium));

        assertThat(List.of(older, later)).containsOnly(WebhookOutcome.SUPERSEDED);
        assertThat(jdbc.sql("select deleted_at is not null from products where stripe_id = :id")
                        .param("id", id)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void basilPayloadsKeepPeriodSubscriptionAndPayment() {
        deliveries.deliver(event(
                "customer.subscription.created", CREATED, subscription(sub, cus, "active", List.of(premiumItem))));
        deliveries.deliver(event("invoice.paid", CREATED, invoice("in_" + unique, cus, sub, "paid")));

        var row = jdbc.sql("""
                        select s.current_period_end is not null as period, i.stripe_subscription_id as subscription,
                          i.amount_paid as paid
                        from subscriptions s, invoices i where s.stripe_id = :sub and i.stripe_id = :invoice
                        """)
                .param("sub", sub)
                .param("invoice", "in_" + unique)
                .query()
                .singleRow();
        assertThat(row)
                .containsEntry("period", true)
                .containsEntry("subscription", sub)
                .containsEntry("paid", 1900L);
    }

    @Test
    void upcomingInvoiceWithoutIdIsIgnored() {
        var upcoming = invoice("in_none", cus, sub, "draft");
        upcoming.remove("id");

        assertThat(deliveries.deliver(event("invoice.upcoming", CREATED, upcoming)))
                .isEqualTo(WebhookOutcome.IGNORED);
    }

    @Test
    void objectWithoutIdIsHopeless() {
        var broken = premium.deepCopy();
        broken.remove("id");

        assertThatThrownBy(() -> deliveries.deliver(event("product.updated", CREATED, broken)))
                .isInstanceOf(NonRetryableWebhookException.class)
                .hasMessageContaining("'id'");
    }

    @Test
    void eventOfLiveModeIsIgnoredUnderATestKey() {
        var live = product("prod_live" + unique, "Live");
        live.put("livemode", true);

        assertThat(deliveries.deliver(event("product.created", CREATED, live))).isEqualTo(WebhookOutcome.IGNORED);
    }

    @Test
    void linksAndClientSecretsAreNotStored() {
        var secret = invoice("in_" + unique, cus, sub, "open");
        secret.putObject("confirmation_secret").put("client_secret", "pi_123_secret_456");

        deliveries.deliver(event("invoice.finalized", CREATED, secret));

        assertThat(jdbc.sql("select raw::text from invoices where stripe_id = :id")
                        .param("id", "in_" + unique)
                        .query(String.class)
                        .single())
                .doesNotContain("secret-link", "pi_123_secret_456", "payer@example.com");
    }

    @Test
    void replayOfAnEventThatWasThereBeforeTheFetchAsksNobody() {
        var incomplete = event(
                "customer.subscription.created", CREATED, subscription(sub, cus, "incomplete", List.of(premiumItem)));
        var active = subscription(sub, cus, "active", List.of(premiumItem));
        deliveries.deliver(incomplete);
        deliveries.deliver(
                event("customer.subscription.updated", CREATED, active),
                () -> new Fetched(active, Instant.ofEpochSecond(CREATED + 60)));

        assertThat(deliveries.deliver(incomplete)).isEqualTo(WebhookOutcome.SUPERSEDED);
    }

    @Test
    void subscriptionBeforeItsCustomerIsLinkedWhenTheCustomerComes() {
        deliveries.deliver(event(
                "customer.subscription.created", CREATED, subscription(sub, cus, "active", List.of(premiumItem))));
        deliveries.deliver(event("invoice.paid", CREATED, invoice("in_" + unique, cus, sub, "paid")));
        assertThat(plans.of(user).name()).isEqualTo("free");

        deliveries.deliver(event("customer.created", CREATED, customer(cus, user)));

        assertThat(plans.of(user).name()).isEqualTo("premium");
        assertThat(owners("subscriptions", sub)).containsExactly(user.value());
        assertThat(owners("invoices", "in_" + unique)).containsExactly(user.value());
    }

    @Test
    void customerBeforeItsUserIsLinkedWhenTheUserComes() {
        var unknown = new UserId(UUID.randomUUID());
        deliveries.deliver(event("customer.created", CREATED, customer(cus, unknown)));
        jdbc.sql("""
                        insert into users (id, clerk_id, authz_changed_at, created_at, updated_at)
                        values (:id, :clerk, now(), now(), now())
                        """)
                .param("id", unknown.value())
                .param("clerk", "user_" + unique)
                .update();

        transaction.executeWithoutResult(_ -> customers.linkWaitingFor(unknown));

        assertThat(customers.find(unknown)).map(Customers.Customer::stripeId).contains(cus);
    }

    @Test
    void checkoutSessionNamesTheUserOfACustomerThatHasNotArrived() {
        var session = StripeObjects.checkoutSession("cs_" + unique, cus, "complete");
        session.put("client_reference_id", user.toString());

        deliveries.deliver(event("checkout.session.completed", CREATED, session));

        assertThat(customers.find(user)).map(Customers.Customer::stripeId).contains(cus);
    }

    @Test
    void referenceThatAPaymentLinkTookFromItsAddressNamesNobody() {
        var session = StripeObjects.checkoutSession("cs_" + unique, cus, "complete");
        session.put("client_reference_id", user.toString()).put("payment_link", "plink_1");

        deliveries.deliver(event("checkout.session.completed", CREATED, session));

        assertThat(customers.find(user)).isEmpty();
    }

    @Test
    void planFollowsTheDearestLiveSubscriptionAndGrowsItsVersion() {
        deliveries.deliver(event("customer.created", CREATED, customer(cus, user)));
        deliveries.deliver(event(
                "customer.subscription.created", CREATED, subscription(sub, cus, "active", List.of(premiumItem))));
        deliveries.deliver(event(
                "customer.subscription.created",
                CREATED,
                subscription(sub + "b", cus, "trialing", List.of(businessItem))));
        deliveries.deliver(event(
                "customer.subscription.updated",
                CREATED + 10,
                subscription(sub + "b", cus, "unpaid", List.of(businessItem))));
        deliveries.deliver(event(
                "customer.subscription.updated",
                CREATED + 20,
                subscription(sub, cus, "past_due", List.of(premiumItem))));
        deliveries.deliver(event(
                "customer.subscription.deleted",
                CREATED + 30,
                subscription(sub, cus, "canceled", List.of(premiumItem))));

        assertThat(events.stream(PlanChanged.class)
                        .filter(changed -> changed.user().equals(user)))
                .containsExactly(
                        new PlanChanged(user, "premium", 1),
                        new PlanChanged(user, "business", 2),
                        new PlanChanged(user, "premium", 3),
                        new PlanChanged(user, "free", 4));
        assertThat(jdbc.sql("select count(*) from audit_log where action = 'plan.changed' and subject = :user")
                        .param("user", user.toString())
                        .query(Long.class)
                        .single())
                .isEqualTo(4);
    }

    @Test
    void whatWasBoughtThroughASecondCustomerOfTheUserCounts() {
        String second = "cus_second" + unique;
        deliveries.deliver(event("customer.created", CREATED, customer(cus, user)));
        deliveries.deliver(
                event("customer.created", CREATED + 5, customer(second, user).put("created", CREATED + 5)));

        deliveries.deliver(event(
                "customer.subscription.created",
                CREATED + 6,
                subscription(sub, second, "active", List.of(premiumItem))));

        assertThat(plans.of(user).name()).isEqualTo("premium");
        assertThat(customers.find(user)).map(Customers.Customer::stripeId).contains(cus);
    }

    @Test
    void planWaitsForItsProduct() {
        var late = product("prod_late" + unique, "Whatever it is called");
        late.putObject("metadata")
                .put("plan", "late")
                .put("feature_exports", "true")
                .put("limit_posts", "30");
        var lateItem = item("si_late" + unique, price("price_late" + unique, "prod_late" + unique, 100));
        deliveries.deliver(event("customer.created", CREATED, customer(cus, user)));
        deliveries.deliver(
                event("customer.subscription.created", CREATED, subscription(sub, cus, "active", List.of(lateItem))));
        assertThat(plans.of(user).name()).isEqualTo("free");

        deliveries.deliver(event("product.created", CREATED, late));

        assertThat(plans.of(user).name()).isEqualTo("late");
        assertThat(entitlements.of(user).allows("exports")).isTrue();
        assertThat(entitlements.of(user).allows("teleport")).isFalse();
        assertThat(entitlements.of(user).limit("posts")).isEqualTo(30);
        assertThat(entitlements.of(user).limit("teleports")).isZero();
    }

    @Test
    void deletedCustomerKeepsNothingPersonal() {
        deliveries.deliver(event("customer.created", CREATED, customer(cus, user)));

        deliveries.deliver(event("customer.deleted", CREATED + 5, customer(cus, user)));

        assertThat(jdbc.sql("select to_jsonb(c)::text from customers c where stripe_id = :id")
                        .param("id", cus)
                        .query(String.class)
                        .single())
                .doesNotContain("payer@example.com", "A Payer");
        assertThat(customers.find(user)).isEmpty();
    }

    @Test
    void subscriptionWithMoreItemsThanItShowsIsFetched() {
        var cut = subscription(sub, cus, "active", List.of(premiumItem));
        ((ObjectNode) cut.path("items")).put("has_more", true);
        var whole = subscription(sub, cus, "active", List.of(premiumItem, businessItem));

        deliveries.deliver(
                event("customer.subscription.created", CREATED, cut),
                () -> new Fetched(whole, Instant.ofEpochSecond(CREATED + 1)));

        assertThat(items(sub)).hasSize(2);
    }

    @Test
    void objectThatIsGoneWhenAskedForBecomesATombstone() {
        var renamed = premium.deepCopy().put("name", "Renamed");
        var gone = JsonNodeFactory.instance
                .objectNode()
                .put("id", premium.path("id").stringValue())
                .put("deleted", true);

        deliveries.deliver(
                event("product.updated", CREATED, renamed),
                () -> new Fetched(gone, Instant.ofEpochSecond(CREATED + 1)));

        assertThat(deliveries.deliver(event("product.updated", CREATED + 50, premium)))
                .isEqualTo(WebhookOutcome.SUPERSEDED);
    }

    @Test
    void thinEventIsAppliedAsStripeAnswers() {
        var active = subscription(sub, cus, "active", List.of(premiumItem));

        var outcome = deliveries.deliver(
                thin(event("customer.subscription.active", CREATED, active)),
                () -> new Fetched(active, Instant.ofEpochSecond(CREATED + 1)));

        assertThat(outcome).isEqualTo(WebhookOutcome.APPLIED);
        assertThat(status(sub)).isEqualTo("active");
    }

    @Test
    void thinEventThatIsOlderThanWhatIsStoredAsksNobody() {
        var active = subscription(sub, cus, "active", List.of(premiumItem));
        deliveries.deliver(event("customer.subscription.updated", CREATED + 1, active));

        assertThat(deliveries.deliver(thin(event("customer.subscription.created", CREATED, active))))
                .isEqualTo(WebhookOutcome.SUPERSEDED);
    }

    @Test
    void thinEventOfLiveModeAsksNobody() {
        var live = subscription(sub, cus, "active", List.of(premiumItem)).put("livemode", true);
        var session =
                StripeObjects.checkoutSession("cs_" + unique, cus, "complete").put("livemode", true);

        assertThat(List.of(
                        deliveries.deliver(thin(event("customer.subscription.created", CREATED, live))),
                        deliveries.deliver(thin(event("checkout.session.completed", CREATED, session)))))
                .containsOnly(WebhookOutcome.IGNORED);
    }

    @Test
    void thinDeletionKeepsWhatTheObjectWas() {
        deliveries.deliver(thin(event("product.deleted", CREATED + 10, premium)));

        assertThat(jdbc.sql("select name from products where stripe_id = :id and deleted_at is not null")
                        .param("id", premium.path("id").stringValue())
                        .query(String.class)
                        .single())
                .isEqualTo("Premium");
        assertThat(deliveries.deliver(event("product.updated", CREATED + 5, premium)))
                .isEqualTo(WebhookOutcome.APPLIED);
        assertThat(deliveries.deliver(thin(event("product.updated", CREATED + 5, premium))))
                .isEqualTo(WebhookOutcome.SUPERSEDED);
    }

    @Test
    void thinDeletionOfWhatWasNeverSeenIsATombstoneToo() {
        var unseen = List.of(
                event("product.deleted", CREATED + 10, product("prod_u" + unique, "Unseen")),
                event("price.deleted", CREATED + 10, price("price_u" + unique, "prod_u" + unique, 1)),
                event("customer.deleted", CREATED + 10, customer(cus, user)),
                event("invoice.deleted", CREATED + 10, invoice("in_u" + unique, cus, sub, "draft")));

        assertThat(unseen).allSatisfy(event -> {
            assertThat(deliveries.deliver(thin(event))).isEqualTo(WebhookOutcome.APPLIED);
            assertThat(deliveries.deliver(thin(event))).isEqualTo(WebhookOutcome.APPLIED);
        });
        assertThat(deliveries.deliver(
                        event("product.updated", CREATED + 20, product("prod_u" + unique, "Later than its end"))))
                .isEqualTo(WebhookOutcome.SUPERSEDED);
        assertThat(jdbc.sql("""
                        select count(*) from (
                          select stripe_id, deleted_at from products union all select stripe_id, deleted_at from prices
                          union all select stripe_id, deleted_at from customers
                          union all select stripe_id, deleted_at from invoices) t
                        where stripe_id in (:ids) and deleted_at = :at
                        """)
                        .param("ids", List.of("prod_u" + unique, "price_u" + unique, cus, "in_u" + unique))
                        .param("at", Timestamps.at(Instant.ofEpochSecond(CREATED + 10)))
                        .query(Long.class)
                        .single())
                .isEqualTo(4);
    }

    @Test
    void userOfACustomerThatEndedBeforeItsOtherEventsCameIsStillLearnt() {
        deliveries.deliver(thin(event("customer.deleted", CREATED + 10, customer(cus, user))));
        deliveries.deliver(event("invoice.paid", CREATED, invoice("in_" + unique, cus, sub, "paid")));

        deliveries.deliver(event("customer.created", CREATED, customer(cus, user)));

        assertThat(owners("invoices", "in_" + unique)).containsExactly(user.value());
        assertThat(jdbc.sql("select to_jsonb(c)::text from customers c where stripe_id = :id")
                        .param("id", cus)
                        .query(String.class)
                        .single())
                .doesNotContain("payer@example.com", "A Payer");
    }

    @Test
    void thinEventOfWhatIsGoneWhenAskedForIsATombstone() {
        var gone = JsonNodeFactory.instance.objectNode().put("id", sub).put("deleted", true);
        var active = subscription(sub, cus, "active", List.of(premiumItem));

        deliveries.deliver(
                thin(event("customer.subscription.created", CREATED, active)),
                () -> new Fetched(gone, Instant.ofEpochSecond(CREATED + 1)));

        assertThat(deliveries.deliver(event("customer.subscription.updated", CREATED + 50, active)))
                .isEqualTo(WebhookOutcome.SUPERSEDED);
    }

    @Test
    void thinCheckoutSessionNamesItsUser() {
        var session = StripeObjects.checkoutSession("cs_" + unique, cus, "complete");
        session.put("client_reference_id", user.toString());

        deliveries.deliver(
                thin(event("checkout.session.completed", CREATED, session)),
                () -> new Fetched(session, Instant.ofEpochSecond(CREATED + 1)));

        assertThat(customers.find(user)).map(Customers.Customer::stripeId).contains(cus);
    }

    @Test
    void thinEventWithoutItsObjectsIdIsHopeless() {
        var nameless = thin(event("product.updated", CREATED, premium));
        ((ObjectNode) nameless.payload()).remove("related_object");

        assertThatThrownBy(() -> deliveries.deliver(nameless))
                .isInstanceOf(NonRetryableWebhookException.class)
                .hasMessageContaining("'related_object'");
    }

    private String status(String id) {
        return jdbc.sql("select status from subscriptions where stripe_id = :id")
                .param("id", id)
                .query(String.class)
                .single();
    }

    private List<String> items(String subscription) {
        return jdbc.sql("""
                        select i.stripe_id from subscription_items i join subscriptions s on s.id = i.subscription_id
                        where s.stripe_id = :id order by i.stripe_id
                        """)
                .param("id", subscription)
                .query((row, _) -> row.getString(1))
                .list();
    }

    private List<UUID> owners(String table, String id) {
        return jdbc.sql("select user_id from " + table + " where stripe_id = :id")
                .param("id", id)
                .query((row, _) -> row.getObject("user_id", UUID.class))
                .list();
    }
}

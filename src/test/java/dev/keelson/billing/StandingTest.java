package dev.keelson.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import dev.keelson.shared.CurrentUser;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WebhookSender;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a user stands, from signed webhooks: whichever of them comes first. The reversed order is the one in which nothing is known
 * of what an object names.
 */
@KeelsonTest
class StandingTest {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    private final Instant failed = Instant.now().minus(Duration.ofHours(2)).truncatedTo(ChronoUnit.SECONDS);
    private final List<BillingScene.Event> events = new ArrayList<>();
    private CurrentUser user;
    private BillingScene scene;

    @BeforeEach
    void customer() throws Exception {
        user = users.fresh();
        scene = new BillingScene(user.id(), new WebhookSender(port), jdbc);
        scene.product("premium", Map.of("feature_analytics", "true"));
        happens("customer.created", scene.customerObject());
    }

    private void happens(String type, ObjectNode object) {
        events.add(scene.happens(type, object));
    }

    private ResultActions standing(boolean reversed) throws Exception {
        if (reversed) {
            Collections.reverse(events);
        }
        scene.sendAll(events);
        return mvc.perform(get("/api/v1/billing/status").with(TestUsers.as(user)))
                .andExpect(status().isOk());
    }

    private static String issue(String kind, String field) {
        return "$.issues[?(@.kind=='%s')]%s".formatted(kind, field);
    }

    /** The notifications' kinds, as soon as there are as many. */
    private void assertTold(String... kinds) {
        await().untilAsserted(() -> assertThat(jdbc.sql("""
                                select kind from notifications where user_id = :user and kind <> 'plan_changed'
                                """)
                        .param("user", user.id().value())
                        .query((row, _) -> row.getString("kind"))
                        .list())
                .containsExactlyInAnyOrder(kinds));
    }

    @Test
    void whoHasNothingHasTheFreePlanAndNoTrouble() throws Exception {
        standing(false)
                .andExpect(header().exists("ETag"))
                .andExpect(jsonPath("$.plan").value("free"))
                .andExpect(jsonPath("$.subscription").isEmpty())
                .andExpect(jsonPath("$.issues").isEmpty());
    }

    @ParameterizedTest(name = "reversed {0}")
    @ValueSource(booleans = {false, true})
    void whoPaysSeesWhatTheyHaveAndUntilWhen(boolean reversed) throws Exception {
        happens("customer.subscription.created", scene.subscription("a", "active", "premium"));
        happens("invoice.paid", scene.invoice("a", "a", "paid", 1, failed));

        standing(reversed)
                .andExpect(jsonPath("$.plan").value("premium-" + scene.unique))
                .andExpect(jsonPath("$.subscription.id").isNotEmpty())
                .andExpect(jsonPath("$.subscription.status").value("active"))
                .andExpect(jsonPath("$.subscription.since").isNotEmpty())
                .andExpect(jsonPath("$.subscription.paidUntil").isNotEmpty())
                .andExpect(jsonPath("$.subscription.renewsAt").isNotEmpty())
                .andExpect(jsonPath("$.subscription.endsAt").isEmpty())
                .andExpect(jsonPath("$.issues").isEmpty());
    }

    @ParameterizedTest(name = "reversed {0}")
    @ValueSource(booleans = {false, true})
    void failedPaymentSaysUntilWhenThePlanStays(boolean reversed) throws Exception {
        happens("customer.subscription.updated", scene.subscription("a", "past_due", "premium"));
        happens("invoice.payment_failed", scene.invoice("a", "a", "open", 1, failed));
        happens("payment_intent.payment_failed", scene.paymentIntent("a", "requires_payment_method"));
        happens("invoice_payment.created", scene.invoicePayment("a", "a"));
        String until = failed.plus(Duration.ofDays(7)).toString();

        standing(reversed)
                .andExpect(jsonPath("$.plan").value("premium-" + scene.unique))
                .andExpect(jsonPath("$.subscription.endsAt").value(until))
                .andExpect(jsonPath("$.issues.length()").value(1))
                .andExpect(jsonPath(issue("payment_failed", ".severity")).value("error"))
                .andExpect(jsonPath(issue("payment_failed", ".since")).value(failed.toString()))
                .andExpect(jsonPath(issue("payment_failed", ".until")).value(until))
                .andExpect(
                        jsonPath(issue("payment_failed", ".subject.stripeId")).value(scene.id("in_a")))
                .andExpect(jsonPath(issue("payment_failed", ".actions[0].rel")).value("update_payment_method"))
                .andExpect(
                        jsonPath(issue("payment_failed", ".actions[0].method")).value("POST"))
                .andExpect(
                        jsonPath(issue("payment_failed", ".actions[0].href")).value("/api/v1/billing/portal-sessions"));
        assertTold("payment_failed");
    }

    @ParameterizedTest(name = "reversed {0}")
    @ValueSource(booleans = {false, true})
    void paymentThatWaitsForItsPayerSaysSo(boolean reversed) throws Exception {
        happens("customer.subscription.updated", scene.subscription("a", "past_due", "premium"));
        happens("payment_intent.requires_action", scene.paymentIntent("a", "requires_action"));
        happens("invoice_payment.created", scene.invoicePayment("a", "a"));
        happens("invoice.payment_action_required", scene.invoice("a", "a", "open", 1, failed));

        standing(reversed)
                .andExpect(jsonPath("$.issues.length()").value(1))
                .andExpect(jsonPath(issue("action_required", ".severity")).value("error"))
                .andExpect(jsonPath(issue("action_required", ".actions[0].rel")).value("confirm_payment"));
    }

    @Test
    void paymentThatIsOnItsWayIsNoTrouble() throws Exception {
        happens("customer.subscription.updated", scene.subscription("a", "active", "premium"));
        happens("payment_intent.processing", scene.paymentIntent("a", "processing"));
        happens("invoice_payment.created", scene.invoicePayment("a", "a"));
        happens("invoice.updated", scene.invoice("a", "a", "open", 1, failed));

        standing(false).andExpect(jsonPath("$.issues").isEmpty());
        assertTold();
    }

    @Test
    void eachAttemptIsToldAndThatItIsPaidAtLast() throws Exception {
        happens("customer.subscription.updated", scene.subscription("a", "past_due", "premium"));
        happens("invoice.payment_failed", scene.invoice("a", "a", "open", 1, failed));
        happens("invoice.updated", scene.invoice("a", "a", "open", 1, failed).put("footer", "changed"));
        happens("invoice.payment_failed", scene.invoice("a", "a", "open", 2, failed));
        happens("invoice.paid", scene.invoice("a", "a", "paid", 3, failed));
        happens("customer.subscription.updated", scene.subscription("a", "active", "premium"));

        standing(false).andExpect(jsonPath("$.issues").isEmpty());
        scene.sendAll(events);
        assertTold("payment_failed", "payment_failed", "payment_recovered");
    }

    /** Stripe tells of the payment before it tells of the invoice, and a bank may take days in between. */
    @ParameterizedTest
    @ValueSource(strings = {"succeeded", "processing"})
    void paymentThatIsKnownBeforeItsInvoiceIsPaidIsToldAtLast(String status) throws Exception {
        happens("customer.subscription.updated", scene.subscription("a", "past_due", "premium"));
        happens("invoice.payment_failed", scene.invoice("a", "a", "open", 1, failed));
        happens("payment_intent.payment_failed", scene.paymentIntent("a", "requires_payment_method"));
        happens("invoice_payment.created", scene.invoicePayment("a", "a"));
        happens("payment_intent." + status, scene.paymentIntent("a", status));
        standing(false).andExpect(jsonPath(issue("payment_failed", "")).isEmpty());
        assertTold("payment_failed");

        happens("invoice.paid", scene.invoice("a", "a", "paid", 2, failed));
        happens("customer.subscription.updated", scene.subscription("a", "active", "premium"));
        scene.sendAll(events);

        assertTold("payment_failed", "payment_recovered");
    }

    /** Then only the invoice was late, and with it went the one thing that says since when. */
    @Test
    void planStaysBetweenThePaidInvoiceAndItsSubscription() throws Exception {
        var pastDue = scene.subscription("a", "past_due", "premium");
        long start = Instant.now().minus(Duration.ofDays(40)).getEpochSecond();
        pastDue.withArray("/items/data").forEach(item -> ((ObjectNode) item).put("current_period_start", start));
        happens("customer.subscription.updated", pastDue);
        standing(false).andExpect(jsonPath("$.plan").value("premium-" + scene.unique));

        happens("invoice.payment_failed", scene.invoice("a", "a", "open", 1, failed));
        standing(false).andExpect(jsonPath("$.plan").value("premium-" + scene.unique));

        happens("invoice.paid", scene.invoice("a", "a", "paid", 2, failed));
        standing(false).andExpect(jsonPath("$.plan").value("premium-" + scene.unique));
        assertThat(jdbc.sql("select count(*) from notifications where user_id = :user and kind = 'plan_changed'")
                        .param("user", user.id().value())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    /** The end was told first, so what came before it is no news any more. */
    @Test
    void failureThatIsHeardOfAfterThePaymentIsNotTold() throws Exception {
        happens("invoice.payment_failed", scene.invoice("a", "a", "open", 1, failed));
        happens("invoice.paid", scene.invoice("a", "a", "paid", 2, failed));

        standing(true).andExpect(jsonPath("$.issues").isEmpty());
        assertTold();
    }

    @ParameterizedTest(name = "reversed {0}")
    @ValueSource(booleans = {false, true})
    void whatIsUnpaidIncompleteOrPausedGivesNothing(boolean reversed) throws Exception {
        happens("customer.subscription.updated", scene.subscription("a", "unpaid", "premium"));
        happens("customer.subscription.created", scene.subscription("b", "incomplete", "premium"));
        happens("customer.subscription.paused", scene.subscription("c", "paused", "premium"));

        standing(reversed)
                .andExpect(jsonPath("$.plan").value("free"))
                .andExpect(jsonPath("$.issues.length()").value(3))
                .andExpect(jsonPath("$.issues[0].kind").value("unpaid"))
                .andExpect(jsonPath("$.issues[1].kind").value("incomplete"))
                .andExpect(jsonPath("$.issues[1].until").isNotEmpty())
                .andExpect(jsonPath("$.issues[2].kind").value("paused"))
                .andExpect(jsonPath("$.issues[2].severity").value("warning"));
        assertTold("subscription_paused");
    }

    @Test
    void eachPauseAndEachResumptionIsTold() throws Exception {
        for (int i = 0; i < 2; i++) {
            happens("customer.subscription.paused", scene.subscription("a", "paused", "premium"));
            happens("customer.subscription.resumed", scene.subscription("a", "active", "premium"));
        }

        standing(false).andExpect(jsonPath("$.plan").value("premium-" + scene.unique));
        scene.sendAll(events);
        assertTold("subscription_paused", "subscription_resumed", "subscription_paused", "subscription_resumed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"void", "keep_as_draft", "mark_uncollectible"})
    void pausedCollectionTakesThePlanAwayOnlyWhereNothingIsServed(String behavior) throws Exception {
        var paused = scene.subscription("a", "active", "premium");
        paused.putObject("pause_collection").put("behavior", behavior);
        happens("customer.subscription.updated", paused);

        standing(false)
                .andExpect(jsonPath("$.plan").value(behavior.equals("void") ? "free" : "premium-" + scene.unique))
                .andExpect(jsonPath(issue("paused", ".severity")).value("warning"));
    }

    @ParameterizedTest(name = "reversed {0}")
    @ValueSource(booleans = {false, true})
    void trialThatEndsSoonAndCancellationAreShown(boolean reversed) throws Exception {
        Instant end = Instant.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS);
        happens(
                "customer.subscription.trial_will_end",
                scene.subscription("a", "trialing", "premium")
                        .put("trial_end", end.getEpochSecond())
                        .put("cancel_at", end.getEpochSecond()));

        String answer = standing(reversed)
                .andExpect(jsonPath("$.subscription.trialEndsAt").value(end.toString()))
                .andExpect(jsonPath("$.subscription.endsAt").value(end.toString()))
                .andExpect(jsonPath("$.subscription.renewsAt").isEmpty())
                .andExpect(jsonPath("$.issues.length()").value(2))
                .andExpect(jsonPath(issue("trial_ending", ".until")).value(end.toString()))
                .andExpect(
                        jsonPath(issue("cancellation_scheduled", ".severity")).value("info"))
                .andReturn()
                .getResponse()
                .getContentAsString();
        String id = JsonPath.read(answer, "$.subscription.id");
        assertThat(JsonPath.<List<String>>read(answer, issue("cancellation_scheduled", ".actions[0].href")))
                .containsExactly("/api/v1/billing/subscriptions/" + id + "/resume");
        assertTold("trial_ending");
    }

    @ParameterizedTest(name = "reversed {0}")
    @ValueSource(booleans = {false, true})
    void cardsThatPayAreShownWhenTheyExpire(boolean reversed) throws Exception {
        var now = YearMonth.now(ZoneOffset.UTC);
        var last = now.minusMonths(1);
        var customer = scene.customerObject();
        customer.putObject("invoice_settings").put("default_payment_method", scene.id("pm_old"));
        happens("customer.updated", customer);
        happens("payment_method.attached", scene.card("old", last.getYear(), last.getMonthValue()));
        happens("payment_method.attached", scene.card("soon", now.getYear(), now.getMonthValue()));
        happens("payment_method.attached", scene.card("idle", now.getYear(), now.getMonthValue()));
        happens(
                "customer.subscription.updated",
                scene.subscription("a", "active", "premium").put("default_payment_method", scene.id("pm_soon")));

        standing(reversed)
                .andExpect(jsonPath("$.issues.length()").value(2))
                .andExpect(jsonPath(issue("card_expired", ".subject.stripeId")).value(scene.id("pm_old")))
                .andExpect(jsonPath(issue("card_expired", ".severity")).value("error"))
                .andExpect(jsonPath(issue("card_expiring", ".subject.stripeId")).value(scene.id("pm_soon")))
                .andExpect(jsonPath(issue("card_expiring", ".until"))
                        .value(now.plusMonths(1)
                                .atDay(1)
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant()
                                .toString()));
        assertTold("card_expiring");
    }

    @Test
    void cardThatIsTakenAwayIsNoTroubleAnyMore() throws Exception {
        var now = YearMonth.now(ZoneOffset.UTC);
        happens("payment_method.attached", scene.card("soon", now.getYear(), now.getMonthValue()));
        happens(
                "customer.subscription.updated",
                scene.subscription("a", "active", "premium").put("default_payment_method", scene.id("pm_soon")));
        happens(
                "payment_method.detached",
                scene.card("soon", now.getYear(), now.getMonthValue()).putNull("customer"));

        standing(false).andExpect(jsonPath("$.issues").isEmpty());
        assertThat(jdbc.sql("select closed_at is not null from billing_notices where user_id = :user")
                        .param("user", user.id().value())
                        .query(Boolean.class)
                        .list())
                .containsExactly(true);
    }

    /** Whose a dispute is, only its charge says. */
    @ParameterizedTest(name = "reversed {0}")
    @ValueSource(booleans = {false, true})
    void disputeIsShownUntilItIsDecided(boolean reversed) throws Exception {
        happens("charge.succeeded", scene.charge("a"));
        happens("charge.dispute.created", scene.dispute("a", "a", "needs_response"));
        standing(reversed)
                .andExpect(jsonPath("$.issues.length()").value(1))
                .andExpect(jsonPath(issue("disputed", ".severity")).value("error"))
                .andExpect(jsonPath(issue("disputed", ".subject.stripeId")).value(scene.id("dp_a")));

        scene.tell("charge.dispute.closed", scene.dispute("a", "a", "won"));

        mvc.perform(get("/api/v1/billing/status").with(TestUsers.as(user)))
                .andExpect(jsonPath("$.issues").isEmpty());
        assertTold("payment_disputed", "dispute_closed");
    }

    @Test
    void endOfASubscriptionIsToldOnceAndNotWhereItIsLongAgo() throws Exception {
        long now = Instant.now().getEpochSecond();
        happens(
                "customer.subscription.deleted",
                scene.subscription("a", "canceled", "premium").put("ended_at", now));
        happens(
                "customer.subscription.deleted",
                scene.subscription("b", "canceled", "premium")
                        .put("ended_at", now - Duration.ofDays(400).toSeconds()));

        standing(false).andExpect(jsonPath("$.issues").isEmpty());
        scene.sendAll(events);
        assertTold("subscription_ended");
    }
}

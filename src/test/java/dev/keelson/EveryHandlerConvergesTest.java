package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testing.KeelsonTest;
import dev.keelson.webhooks.WebhookHandler;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;

/** No handler without a test that any order of any deliveries ends in the same rows. */
@KeelsonTest
class EveryHandlerConvergesTest {
    /** Each handler, and the test of its histories. */
    private static final Map<String, String> TESTS = Map.ofEntries(
            Map.entry("auth.ClerkUserEvents", "auth.UserConvergenceTest"),
            Map.entry("auth.ClerkSessionEvents", "auth.UserConvergenceTest"),
            Map.entry("auth.ClerkOrganizationEvents", "auth.OrganizationsTest"),
            Map.entry("billing.CheckoutHandler", "billing.MirrorConvergenceTest"),
            Map.entry("billing.CustomerHandler", "billing.MirrorConvergenceTest"),
            Map.entry("billing.InvoiceHandler", "billing.MirrorConvergenceTest"),
            Map.entry("billing.MirrorHandler", "billing.MirrorConvergenceTest"),
            Map.entry("billing.meters.MeterErrorHandler", "billing.meters.MeterErrorReportsTest"),
            Map.entry("billing.PriceHandler", "billing.MirrorConvergenceTest"),
            Map.entry("billing.ProductHandler", "billing.MirrorConvergenceTest"),
            Map.entry("billing.SubscriptionHandler", "billing.MirrorConvergenceTest"),
            Map.entry("social.accounts.AccountWebhooks", "social.posts.SocialConvergenceTest"),
            Map.entry("social.posts.PostWebhooks", "social.posts.SocialConvergenceTest"));

    @Autowired
    private List<WebhookHandler> handlers;

    @Test
    void everyHandlerHasAConvergenceTest() {
        var missing = handlers.stream()
                .map(EveryHandlerConvergesTest::nameOf)
                .filter(name -> !name.startsWith("testing."))
                .filter(name -> !TESTS.containsKey(name))
                .toList();

        assertThat(missing)
                .as(
                        "These webhook handlers have no convergence test. Let a history of their events be made from a seed and"
                                + " delivered in every order, as in UserConvergenceTest, and name that test in "
                                + getClass().getSimpleName())
                .isEmpty();
    }

    @Test
    void everyTestAndEveryHandlerNamedHereExists() {
        assertThat(TESTS.keySet()).allMatch(name -> WebhookHandler.class.isAssignableFrom(load(name)));
        assertThat(TESTS.values()).allMatch(name -> load(name).isAnnotationPresent(KeelsonTest.class));
    }

    private static String nameOf(WebhookHandler handler) {
        return AopUtils.getTargetClass(handler).getName().substring("dev.keelson.".length());
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName("dev.keelson." + name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError("There is no " + name + ": correct the list in EveryHandlerConvergesTest.", e);
        }
    }
}

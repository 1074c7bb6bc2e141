package dev.keelson.billing.standing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.billing.grants.DunningSettings;
import dev.keelson.clients.TestClients;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.UserId;
import dev.keelson.testing.BesideOthers;
import dev.keelson.testing.ExplainingDataSource;
import dev.keelson.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What is asked at every change of a subscription is found by indexes, however many other users there are. */
@BesideOthers
class TroublesPlansTest {
    private static final int OTHERS = 20_000;

    private final DriverManagerDataSource database = new DriverManagerDataSource(TestPostgres.migratedDatabase());
    private final JdbcClient jdbc = JdbcClient.create(database);
    private final ExplainingDataSource explaining = new ExplainingDataSource(database);
    private final Troubles troubles = new Troubles(
            JdbcClient.create(explaining),
            TestClients.settings(
                    StripeSettings.class, "stripe", "api-url", "http://localhost", "secret-key", "sk_test_1"),
            new DunningSettings(Duration.ofDays(7), Duration.ofDays(2), Duration.ofDays(3), Duration.ofDays(30)));

    @Test
    void nothingIsReadWhole() {
        var user = new UserId(UUID.randomUUID());
        fill(user);

        var found = troubles.of(Set.of(user), Instant.now());
        var plan = explaining.take().getFirst();

        assertThat(found)
                .extracting(Trouble::kind)
                .containsExactlyInAnyOrder(
                        Trouble.Kind.PAYMENT_FAILED, Trouble.Kind.CARD_EXPIRED, Trouble.Kind.DISPUTED);
        assertThat(plan.shape()).doesNotContain("Seq Scan");
        assertThat(plan.buffers()).isLessThan(400);
    }

    /** One past due, whose card has expired and who disputes a payment, and many who are well. */
    private void fill(UserId user) {
        String each = "now(), now() from probe_users";
        for (String sql : List.of(
                """
                insert into users (id, clerk_id, authz_changed_at, created_at, updated_at)
                select case when g = 0 then :user else gen_random_uuid() end, 'user_' || g, now(), now(), now()
                from generate_series(0, :others) g
                """,
                """
                create table probe_users as
                select id, row_number() over (order by id) as g, clerk_id = 'user_0' as own from users
                """,
                """
                insert into customers (id, stripe_id, user_id, default_payment_method, livemode, raw, stripe_version,
                  created_at, updated_at)
                select gen_random_uuid(), 'cus_' || g, id, 'pm_' || g, false, '{}', 0,\s""" + each,
                """
                insert into subscriptions (id, stripe_id, user_id, stripe_customer_id, status, cancel_at_period_end,
                  livemode, raw, stripe_version, created_at, updated_at)
                select gen_random_uuid(), 'sub_' || g, id, 'cus_' || g, case when own then 'past_due' else 'active' end,
                  false, false, '{}', 0,\s""" + each,
                """
                insert into invoices (id, stripe_id, user_id, stripe_customer_id, stripe_subscription_id, status, currency,
                  total, amount_due, amount_paid, amount_remaining, issued_at, livemode, raw, stripe_version, created_at,
                  updated_at)
                select gen_random_uuid(), 'in_' || g, id, 'cus_' || g, 'sub_' || g,
                  case when own or g % 50 = 0 then 'open' else 'paid' end, 'usd', 1, 1, 1, 0, now(), false,
                  '{"attempt_count": 1}', 0,\s""" + each,
                """
                insert into payment_intents (id, stripe_id, user_id, stripe_customer_id, status, livemode, raw,
                  stripe_version, created_at, updated_at)
                select gen_random_uuid(), 'pi_' || g, id, 'cus_' || g, 'canceled', false, '{}', 0,\s""" + each,
                """
                insert into invoice_payments (id, stripe_id, stripe_invoice_id, stripe_payment_intent_id, livemode, raw,
                  stripe_version, created_at, updated_at)
                select gen_random_uuid(), 'inpay_' || g, 'in_' || g, 'pi_' || g, false, '{}', 0,\s""" + each,
                """
                insert into charges (id, stripe_id, user_id, stripe_customer_id, stripe_payment_intent_id, livemode, raw,
                  stripe_version, created_at, updated_at)
                select gen_random_uuid(), 'ch_' || g, id, 'cus_' || g, 'pi_' || g, false, '{}', 0,\s""" + each,
                """
                insert into disputes (id, stripe_id, stripe_charge_id, stripe_payment_intent_id, status, livemode, raw,
                  stripe_version, created_at, updated_at)
                select gen_random_uuid(), 'dp_' || g, 'ch_' || g, 'pi_' || g,
                  case when own then 'needs_response' else 'won' end, false, '{}', 0,\s""" + each,
                """
                insert into payment_methods (id, stripe_id, user_id, stripe_customer_id, type, exp_year, exp_month,
                  livemode, raw, stripe_version, created_at, updated_at)
                select gen_random_uuid(), 'pm_' || g, id, 'cus_' || g, 'card', 2020, 1, false, '{}', 0,\s""" + each,
                "analyze")) {
            jdbc.sql(sql).param("user", user.value()).param("others", OTHERS).update();
        }
    }
}

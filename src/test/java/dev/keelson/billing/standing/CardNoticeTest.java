package dev.keelson.billing.standing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.billing.grants.DunningSettings;
import dev.keelson.clients.TestClients;
import dev.keelson.clients.stripe.StripeSettings;
import dev.keelson.shared.UserId;
import dev.keelson.testing.BesideOthers;
import dev.keelson.testing.TestPostgres;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** When it is told of a card that pays, by default: in the whole of its last month, however long that is. */
@BesideOthers
class CardNoticeTest {
    private static final JdbcClient JDBC =
            JdbcClient.create(new DriverManagerDataSource(TestPostgres.migratedDatabase()));

    private final Troubles troubles = new Troubles(
            JDBC,
            TestClients.settings(
                    StripeSettings.class, "stripe", "api-url", "http://localhost", "secret-key", "sk_test_1"),
            new Binder(new MapConfigurationPropertySource(Map.of()))
                    .bindOrCreate("keelson.billing.dunning", DunningSettings.class));

    /** Two years, of which one has a 29 February. */
    static Stream<YearMonth> months() {
        return IntStream.range(0, 24).mapToObj(YearMonth.of(2027, 1)::plusMonths);
    }

    @ParameterizedTest
    @MethodSource("months")
    void isToldInTheWholeOfTheLastMonth(YearMonth month) {
        var user = payer(month);
        var begin = begin(month);
        var end = begin(month.plusMonths(1));

        assertThat(kinds(user, begin)).containsExactly(Trouble.Kind.CARD_EXPIRING);
        assertThat(kinds(user, end.minusSeconds(1))).containsExactly(Trouble.Kind.CARD_EXPIRING);
        assertThat(kinds(user, end)).containsExactly(Trouble.Kind.CARD_EXPIRED);
    }

    @Test
    void isNotToldAMonthAndMoreBefore() {
        var user = payer(YearMonth.of(2027, 3));

        assertThat(kinds(user, begin(YearMonth.of(2027, 2)))).isEmpty();
    }

    private static Instant begin(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private List<Trouble.Kind> kinds(UserId user, Instant now) {
        return troubles.of(Set.of(user), now).stream().map(Trouble::kind).toList();
    }

    /** With a card that is good to the end of a month, and the default of its customer. */
    private static UserId payer(YearMonth expires) {
        var user = UUID.randomUUID();
        for (String sql : List.of("""
                insert into users (id, clerk_id, authz_changed_at, created_at, updated_at)
                values (:user, 'user_' || :user, now(), now(), now())
                """, """
                insert into customers (id, stripe_id, user_id, default_payment_method, livemode, raw, stripe_version,
                  created_at, updated_at)
                values (gen_random_uuid(), 'cus_' || :user, :user, 'pm_' || :user, false, '{}', 0, now(), now())
                """, """
                insert into payment_methods (id, stripe_id, user_id, stripe_customer_id, type, exp_year, exp_month,
                  livemode, raw, stripe_version, created_at, updated_at)
                values (gen_random_uuid(), 'pm_' || :user, :user, 'cus_' || :user, 'card', :year, :month,
                  false, '{}', 0, now(), now())
                """)) {
            JDBC.sql(sql)
                    .param("user", user)
                    .param("year", expires.getYear())
                    .param("month", expires.getMonthValue())
                    .update();
        }
        return new UserId(user);
    }
}

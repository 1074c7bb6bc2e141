package dev.keelson.notifications;

import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;

import dev.keelson.billing.events.CardExpiring;
import dev.keelson.billing.events.DisputeClosed;
import dev.keelson.billing.events.DisputeOpened;
import dev.keelson.billing.events.GraceEnding;
import dev.keelson.billing.events.PaymentActionRequired;
import dev.keelson.billing.events.PaymentFailed;
import dev.keelson.billing.events.PaymentRecovered;
import dev.keelson.billing.events.SubscriptionEnded;
import dev.keelson.billing.events.SubscriptionPaused;
import dev.keelson.billing.events.SubscriptionResumed;
import dev.keelson.billing.events.TrialEnding;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.UserId;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.support.TransactionTemplate;

/** What billing tells becomes a notification with what to do next, once. */
@KeelsonTest
class TellPayersTest {
    private static final Instant END = Instant.parse("2030-01-02T03:04:05Z");

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private ApplicationEventPublisher events;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    private CurrentUser user;

    @BeforeEach
    void somebody() {
        user = users.fresh();
    }

    static Stream<Arguments> told() {
        return Stream.of(
                of("payment_failed", "failed again", user -> new PaymentFailed(user, "in_1", "sub_1", 2, END)),
                of("payment_action_required", "confirm", user -> new PaymentActionRequired(user, "in_1", 1)),
                of("payment_recovered", "is in", user -> new PaymentRecovered(user, "in_1")),
                of("grace_ending", END.toString(), user -> new GraceEnding(user, "sub_1", END)),
                of("trial_ending", END.toString(), user -> new TrialEnding(user, "sub_1", END)),
                of("subscription_ended", "has ended", user -> new SubscriptionEnded(user, "sub_1")),
                of("subscription_paused", "paused", user -> new SubscriptionPaused(user, "sub_1", 1, null)),
                of("subscription_resumed", "goes on", user -> new SubscriptionResumed(user, "sub_1", 1)),
                of("card_expiring", "2030-02", user -> new CardExpiring(user, "pm_1", YearMonth.of(2030, 2))),
                of("payment_disputed", "disputed", user -> new DisputeOpened(user, "dp_1", 1)),
                of("dispute_closed", "over", user -> new DisputeClosed(user, "dp_1", 1, "won")));
    }

    private static Arguments of(String kind, String title, Function<UserId, Object> event) {
        return Arguments.of(kind, title, event);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void told(String kind, String title, Function<UserId, Object> event) throws Exception {
        publish(event.apply(user.id()));
        handled();
        publish(event.apply(user.id()));
        handled();

        mvc.perform(get("/api/v1/notifications").with(as(user)))
                .andExpect(jsonPath("$.items.length()").value(1))
                .andExpect(jsonPath("$.items[0].kind").value(kind))
                .andExpect(jsonPath("$.items[0].title").value(containsString(title)))
                .andExpect(jsonPath("$.items[0].action").isNotEmpty());
    }

    @Test
    void whatIsOverIsNotToldAfterItsEnd() {
        publish(new PaymentRecovered(user.id(), "in_1"));
        publish(new SubscriptionResumed(user.id(), "sub_1", 2));
        publish(new DisputeClosed(user.id(), "dp_1", 1, "lost"));
        handled();
        publish(new PaymentFailed(user.id(), "in_1", null, 3, null));
        publish(new PaymentActionRequired(user.id(), "in_1", 3));
        publish(new SubscriptionPaused(user.id(), "sub_1", 2, null));
        publish(new DisputeOpened(user.id(), "dp_1", 1));
        handled();

        assertThat(kinds()).containsExactlyInAnyOrder("payment_recovered", "subscription_resumed", "dispute_closed");
    }

    @Test
    void erasedUserIsToldNothing() {
        jdbc.sql("update users set status = 'deleted', deleted_at = now(), email = null where id = :user")
                .param("user", user.id().value())
                .update();

        publish(new PaymentFailed(user.id(), "in_1", null, 1, null));
        handled();

        assertThat(kinds()).isEmpty();
    }

    private List<String> kinds() {
        return jdbc.sql("select kind from notifications where user_id = :user")
                .param("user", user.id().value())
                .query((row, _) -> row.getString("kind"))
                .list();
    }

    private void publish(Object event) {
        transaction.executeWithoutResult(_ -> events.publishEvent(event));
    }

    private void handled() {
        await().until(() -> jdbc.sql("""
                                select count(*) from event_publication
                                where serialized_event like :user and listener_id like :listener
                                """)
                        .param("user", "%" + user.id() + "%")
                        .param("listener", TellPayers.class.getName() + "%")
                        .query(Long.class)
                        .single()
                == 0);
    }
}

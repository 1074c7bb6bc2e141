package dev.keelson.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.notFound;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static dev.keelson.auth.ClerkFixtures.T0;
import static dev.keelson.auth.ClerkFixtures.email;
import static dev.keelson.auth.ClerkFixtures.event;
import static dev.keelson.auth.ClerkFixtures.freshUserId;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.testing.KeelsonTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.node.ObjectNode;

/**
 * Any order of any deliveries, with any repetition, ends in the same rows. Histories of two users at Clerk who compete for two
 * addresses are made from a seed, delivered in order and then shuffled with repetitions, and the rows compared. To see a
 * failure again, put its seed into {@link #SEED}.
 */
@KeelsonTest
class UserConvergenceTest {
    private static final long SEED = new Random().nextLong();
    private static final int HISTORIES = 25;
    private static final int SHUFFLES = 3;

    @Autowired
    private ClerkUserEvents handler;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @InjectWireMock("clerk")
    private WireMockServer clerk;

    @Test
    void anyOrderOfTheSameEventsEndsInTheSameRows() {
        var random = new Random(SEED);
        for (int history = 0; history < HISTORIES; history++) {
            List<State> states = history(random);
            var inOrder = rowsAfter(states, states);
            for (int shuffle = 0; shuffle < SHUFFLES; shuffle++) {
                List<State> deliveries = new ArrayList<>(states);
                for (int repeated = random.nextInt(4); repeated > 0; repeated--) {
                    deliveries.add(states.get(random.nextInt(states.size())));
                }
                Collections.shuffle(deliveries, random);
                assertThat(rowsAfter(states, deliveries))
                        .as("seed %d, history %d, delivered %s", SEED, history, deliveries)
                        .isEqualTo(inOrder);
            }
        }
    }

    /**
     * What Clerk tells of a user at a time; of the two addresses of a history each is {@code a} or {@code b}.
     *
     * @param user 0 or 1
     * @param verifiedAt null where the address is not verified
     */
    private record State(
            int user,
            long updatedAt,
            String name,
            String address,
            @Nullable Long verifiedAt,
            boolean banned,
            boolean admin,
            boolean deleted) {

        State next(Random random, long at) {
            return switch (random.nextInt(6)) {
                case 0 -> new State(user, at, "name" + random.nextInt(9), address, verifiedAt, banned, admin, false);
                case 1 ->
                    new State(
                            user,
                            at,
                            name,
                            address.equals("a") ? "b" : "a",
                            verified(random, at),
                            banned,
                            admin,
                            false);
                case 2 -> new State(user, at, name, address, verified(random, at), banned, admin, false);
                case 3 -> new State(user, at, name, address, verifiedAt, !banned, admin, false);
                case 4 -> new State(user, at, name, address, verifiedAt, banned, !admin, false);
                default -> new State(user, at, name, address, verifiedAt, banned, admin, random.nextInt(3) == 0);
            };
        }

        private static @Nullable Long verified(Random random, long at) {
            return random.nextBoolean() ? at : null;
        }

        ObjectNode json(List<String> ids) {
            var id = ids.get(user);
            if (deleted) {
                return ClerkFixtures.deleted(id);
            }
            // Addresses of this replay alone, so that replays do not compete with each other.
            var json = email(
                    ClerkFixtures.user(id, updatedAt), address + "-" + ids.getFirst() + "@example.com", verifiedAt);
            json.put("first_name", name).put("banned", banned).put("last_sign_in_at", updatedAt);
            json.withObject("public_metadata").put("role", admin ? "admin" : "member");
            return json;
        }
    }

    /** Every third step happens in the same millisecond as the one before it. */
    private static List<State> history(Random random) {
        List<State> states = new ArrayList<>();
        long at = T0;
        var now = new State[] {
            new State(0, at, "Ada", "a", at, false, false, false),
            new State(1, at, "Bea", "b", null, false, false, false)
        };
        Collections.addAll(states, now);
        for (int steps = 2 + random.nextInt(8); steps > 0; steps--) {
            at += random.nextInt(3) == 0 ? 0 : 1;
            int user = random.nextInt(2);
            if (!now[user].deleted()) {
                now[user] = now[user].next(random, at);
                states.add(now[user]);
            }
        }
        return states;
    }

    private List<Map<String, @Nullable Object>> rowsAfter(List<State> history, List<State> deliveries) {
        var unique = freshUserId();
        var ids = List.of(unique + "0", unique + "1");
        clerkAnswersWithTheEndOf(history, ids);
        for (State state : deliveries) {
            var type = state.deleted() ? "user.deleted" : "user.updated";
            new Inbox(transaction).deliver(handler, event(type, state.json(ids)));
        }
        return jdbc.sql("""
                        select right(clerk_id, 1) as which, left(email, 1) as email, email_verified_at, email_contested,
                               first_name, last_name, username, image_url, role, plan, status, banned, suspended,
                               last_sign_in_at, clerk_updated_at, deleted_at is null as live
                        from users where clerk_id in (:ids) order by clerk_id
                        """).param("ids", ids).query().listOfRows();
    }

    private void clerkAnswersWithTheEndOf(List<State> history, List<String> ids) {
        for (State state : history) {
            var json = state.json(ids);
            clerk.stubFor(get("/users/" + ids.get(state.user()))
                    .willReturn(state.deleted() ? notFound() : okJson(json.toString())));
        }
    }
}

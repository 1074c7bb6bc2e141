package dev.keelson.notifications;

import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import dev.keelson.auth.Erasure;
import dev.keelson.auth.PlanChanged;
import dev.keelson.shared.CurrentUser;
import dev.keelson.social.PostFailed;
import dev.keelson.social.PostPublished;
import dev.keelson.social.SocialAccountNeedsRelink;
import dev.keelson.social.SocialAccountRelinked;
import dev.keelson.social.SocialAccountsOverPlan;
import dev.keelson.social.SocialLinkExpiring;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.transaction.support.TransactionTemplate;

@KeelsonTest
class NotificationsTest {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private ForgetNotifications forget;

    @Autowired
    private ApplicationEventPublisher events;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void changedPlanIsTold() throws Exception {
        var user = users.fresh();

        publish(new PlanChanged(user.id(), "pro", 1));

        await().untilAsserted(() -> assertThat(plans(user)).containsExactly("pro"));
        list(user, "")
                .andExpect(jsonPath("$.items[0].kind").value("plan_changed"))
                .andExpect(jsonPath("$.items[0].title").value("Your plan is now 'pro'"))
                .andExpect(jsonPath("$.items[0].action").isNotEmpty())
                .andExpect(jsonPath("$.items[0].data.plan").value("pro"))
                .andExpect(jsonPath("$.items[0].data.free").value(false))
                .andExpect(jsonPath("$.items[0].data.kind").doesNotExist())
                .andExpect(jsonPath("$.items[0].readAt").value(nullValue()))
                .andExpect(jsonPath("$.items[0].createdAt").isNotEmpty())
                .andExpect(jsonPath("$.nextCursor").value(nullValue()));
    }

    @Test
    void eventThatComesAgainIsToldOnce() throws Exception {
        var user = users.fresh();

        for (int i = 0; i < 5; i++) {
            publish(new PlanChanged(user.id(), "pro", 1));
            handled(user);
        }

        assertThat(plans(user)).containsExactly("pro");
    }

    @Test
    void olderPlanIsNotToldAfterANewerOne() throws Exception {
        var user = users.fresh();
        publish(new PlanChanged(user.id(), "pro", 5));
        handled(user);

        publish(new PlanChanged(user.id(), PlanChanged.FREE, 4));
        handled(user);
        publish(new PlanChanged(user.id(), PlanChanged.FREE, 6));
        handled(user);

        assertThat(plans(user)).containsExactly(PlanChanged.FREE, "pro");
    }

    @Test
    void postThatIsOutIsToldOncePerNetwork() throws Exception {
        var user = users.fresh();
        var post = UUID.randomUUID();

        publish(new PostPublished(post, user.id(), "x", "https://x.example.com/1"));
        handled(user);
        publish(new PostPublished(post, user.id(), "x", "https://x.example.com/1"));
        publish(new PostPublished(post, user.id(), "linkedin", null));
        handled(user);

        list(user, "")
                .andExpect(jsonPath("$.items.length()").value(2))
                .andExpect(jsonPath("$.items[*].kind").value(everyItem(is("post_published"))))
                .andExpect(jsonPath("$.items[*].data.postId").value(everyItem(is(post.toString()))))
                .andExpect(jsonPath("$.items[*].data.platform").value(containsInAnyOrder("x", "linkedin")));
    }

    @Test
    void failedPostIsToldOnceWithWhatHelps() throws Exception {
        var user = users.fresh();
        var failed = failed(user, UUID.randomUUID());

        publish(failed);
        handled(user);
        publish(failed);
        handled(user);

        list(user, "")
                .andExpect(jsonPath("$.items.length()").value(1))
                .andExpect(jsonPath("$.items[0].kind").value("post_failed"))
                .andExpect(jsonPath("$.items[0].title").value(endsWith("The network refuses it")))
                .andExpect(jsonPath("$.items[0].action").value("Change the post."))
                .andExpect(jsonPath("$.items[0].data.code").value("REFUSED"));
    }

    @Test
    void failureThatComesAfterThePostWentOutIsNotTold() throws Exception {
        var user = users.fresh();
        var post = UUID.randomUUID();
        publish(new PostPublished(post, user.id(), "x", null));
        handled(user);

        publish(failed(user, post));
        handled(user);

        list(user, "")
                .andExpect(jsonPath("$.items.length()").value(1))
                .andExpect(jsonPath("$.items[0].kind").value("post_published"));
    }

    @Test
    void lostLinkIsToldOnceForEachLoss() throws Exception {
        var user = users.fresh();
        var first = Instant.parse("2030-01-02T03:04:05Z");

        for (var since : List.of(first, first, first.plusSeconds(60))) {
            publish(new SocialAccountNeedsRelink(user.id(), "x", since));
            handled(user);
        }

        list(user, "")
                .andExpect(jsonPath("$.items.length()").value(2))
                .andExpect(jsonPath("$.items[0].kind").value("relink_needed"))
                .andExpect(jsonPath("$.items[0].title").value("'x' no longer accepts your link"))
                .andExpect(jsonPath("$.items[0].action").value(startsWith("Link the network again")));
    }

    @Test
    void linkThatEndsIsToldEarlyAndOnceMoreWhenItIsUrgent() throws Exception {
        var user = users.fresh();
        var by = Instant.parse("2030-01-02T03:04:05Z");

        for (int days : new int[] {15, 15, 3, 3}) {
            publish(new SocialLinkExpiring(user.id(), "linkedin", by, days));
            handled(user);
        }

        list(user, "")
                .andExpect(jsonPath("$.items.length()").value(2))
                .andExpect(jsonPath("$.items[0].kind").value("link_expiring"))
                .andExpect(jsonPath("$.items[0].title").value("Your link to 'linkedin' ends at " + by))
                .andExpect(jsonPath("$.items[0].action").isNotEmpty())
                .andExpect(jsonPath("$.items[0].data.days").value(3));
    }

    @Test
    void linkThatIsBackSaysHowManyPostsWait() throws Exception {
        var user = users.fresh();
        var event = new SocialAccountRelinked(user.id(), "x", Instant.parse("2030-01-02T03:04:05Z"), 4);

        for (int i = 0; i < 2; i++) {
            publish(event);
            handled(user);
        }

        list(user, "")
                .andExpect(jsonPath("$.items.length()").value(1))
                .andExpect(jsonPath("$.items[0].kind").value("relinked"))
                .andExpect(jsonPath("$.items[0].title").value("'x' is linked again, and 4 posts wait for it"));
    }

    @Test
    void accountsBeyondThePlanAreToldOnceEachTime() throws Exception {
        var user = users.fresh();
        var event =
                new SocialAccountsOverPlan(user.id(), Instant.parse("2030-01-02T03:04:05Z"), 3, List.of("tiktok", "x"));

        for (int i = 0; i < 2; i++) {
            publish(event);
            handled(user);
        }

        list(user, "")
                .andExpect(jsonPath("$.items.length()").value(1))
                .andExpect(jsonPath("$.items[0].kind").value("accounts_over_plan"))
                .andExpect(jsonPath("$.items[0].title").value(endsWith("tiktok, x")))
                .andExpect(jsonPath("$.items[0].action").value(startsWith("Choose a plan")));
    }

    @Test
    void erasedUsersNotificationsAreGoneAndOthersAreNot() throws Exception {
        var user = users.fresh();
        var other = users.fresh();
        publish(new PlanChanged(user.id(), "pro", 1));
        publish(new PlanChanged(other.id(), "pro", 1));
        handled(user);
        handled(other);

        erase(user);

        assertThat(plans(user)).isEmpty();
        assertThat(plans(other)).containsExactly("pro");
    }

    @Test
    void nobodyIsToldAnythingAfterTheirErasure() throws Exception {
        var user = users.fresh();
        erase(user);

        publish(new PlanChanged(user.id(), "pro", 1));

        handled(user);
        assertThat(plans(user)).isEmpty();
    }

    @Test
    void erasureWinsOverWhatHappensAtTheSameTime() throws Exception {
        List<CurrentUser> erased = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            var user = users.fresh();
            erased.add(user);

            publish(new PlanChanged(user.id(), "pro", 1));
            erase(user);
            publish(new PlanChanged(user.id(), "team", 2));
        }

        for (var user : erased) {
            handled(user);
            assertThat(plans(user)).isEmpty();
        }
    }

    @Test
    void readOneLeavesTheUnreadAndKeepsItsFirstTime() throws Exception {
        var user = told(2);
        String id = JsonPath.read(body(list(user, "")), "$.items[0].id");

        String first = JsonPath.read(body(read(user, id).andExpect(status().isOk())), "$.readAt");

        read(user, id).andExpect(status().isOk()).andExpect(jsonPath("$.readAt").value(first));
        list(user, "unread=true").andExpect(jsonPath("$.items.length()").value(1));
        list(user, "").andExpect(jsonPath("$.items.length()").value(2));
    }

    @Test
    void readAllLeavesNoneUnreadAndNobodyElsesRead() throws Exception {
        var user = told(3);
        var other = told(1);

        mvc.perform(post("/api/v1/notifications/read-all").with(as(user))).andExpect(status().isNoContent());

        list(user, "unread=true").andExpect(jsonPath("$.items").isEmpty());
        list(user, "").andExpect(jsonPath("$.items[2].readAt").value(notNullValue()));
        list(other, "unread=true").andExpect(jsonPath("$.items.length()").value(1));
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepetition() throws Exception {
        var user = told(5);

        List<String> seen = new ArrayList<>();
        var cursor = "";
        for (int page = 0; page < 3; page++) {
            String body = body(list(user, "limit=2&cursor=" + cursor));
            seen.addAll(JsonPath.<List<String>>read(body, "$.items[*].data.plan"));
            cursor = String.valueOf(JsonPath.<Object>read(body, "$.nextCursor"));
        }

        assertThat(seen).containsExactly("plan5", "plan4", "plan3", "plan2", "plan1");
        assertThat(cursor).isEqualTo("null");
    }

    @Test
    void anothersNotificationIsNotFoundAndStaysUnread() throws Exception {
        var owner = told(1);
        String id = JsonPath.read(body(list(owner, "")), "$.items[0].id");

        read(users.fresh(), id)
                .andExpect(status().isNotFound())
                .andExpect(jsonPath("$.code").value("NOT_FOUND"));

        list(owner, "unread=true").andExpect(jsonPath("$.items.length()").value(1));
    }

    @Test
    void kindOfANewerVersionIsPassedOver() throws Exception {
        var user = told(1);
        jdbc.sql("""
                        insert into notifications (id, user_id, kind, payload, dedup_key, created_at)
                        values (:id, :user, 'from_the_future', '{}', 'x', now())
                        """)
                .param("id", UUID.randomUUID())
                .param("user", user.id().value())
                .update();

        list(user, "")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items.length()").value(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unread=perhaps", "limit=0", "limit=101", "limit=x", "cursor=rubbish"})
    void wrongQueryIsABadRequest(String query) throws Exception {
        list(users.fresh(), query).andExpect(status().isBadRequest());
    }

    @Test
    void wrongIdIsABadRequestAndAnUnknownOneNotFound() throws Exception {
        read(users.fresh(), "no-id").andExpect(status().isBadRequest());
        read(users.fresh(), UUID.randomUUID().toString()).andExpect(status().isNotFound());
    }

    @Test
    void withoutATokenNothingIsTold() throws Exception {
        mvc.perform(get("/api/v1/notifications")).andExpect(status().isUnauthorized());
        mvc.perform(post("/api/v1/notifications/read-all")).andExpect(status().isUnauthorized());
        mvc.perform(post("/api/v1/notifications/" + UUID.randomUUID() + "/read"))
                .andExpect(status().isUnauthorized());
    }

    private CurrentUser told(int notifications) {
        var user = users.fresh();
        for (int i = 1; i <= notifications; i++) {
            publish(new PlanChanged(user.id(), "plan" + i, i));
            handled(user);
        }
        return user;
    }

    private static PostFailed failed(CurrentUser user, UUID post) {
        return new PostFailed(post, user.id(), "x", "REFUSED", "The network refuses it", "Change the post.");
    }

    /** As {@code auth} does it: first the tombstone, then the steps. */
    private void erase(CurrentUser user) {
        jdbc.sql("update users set status = 'deleted', deleted_at = now(), email = null where id = :id")
                .param("id", user.id().value())
                .update();
        forget.erase(new Erasure(UUID.randomUUID(), user.id(), user.clerkId(), Set.of(), Instant.now(), 0, false));
    }

    private void publish(Object event) {
        transaction.executeWithoutResult(_ -> events.publishEvent(event));
    }

    /**
     * The listener has finished with this user's events: a finished one's record is deleted. To be awaited before an equal
     * event is published, because of two equal ones at the same time the registry may keep one record until it delivers again.
     */
    private void handled(CurrentUser user) {
        await().until(() -> jdbc.sql("""
                                select count(*) from event_publication
                                where serialized_event like :user and listener_id like :listener
                                """)
                        .param("user", "%" + user.id() + "%")
                        .param("listener", TellUsers.class.getName() + "%")
                        .query(Long.class)
                        .single()
                == 0);
    }

    private List<String> plans(CurrentUser user) throws Exception {
        return JsonPath.read(body(list(user, "")), "$.items[*].data.plan");
    }

    private ResultActions list(CurrentUser user, String query) throws Exception {
        return mvc.perform(get("/api/v1/notifications?" + query).with(as(user)));
    }

    private ResultActions read(CurrentUser user, String id) throws Exception {
        return mvc.perform(post("/api/v1/notifications/" + id + "/read").with(as(user)));
    }

    private static String body(ResultActions result) throws Exception {
        return result.andReturn().getResponse().getContentAsString();
    }
}

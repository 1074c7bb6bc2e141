package dev.keelson.social.posts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.keelson.billing.BillingScene;
import dev.keelson.billing.entitlements.Entitlements;
import dev.keelson.billing.entitlements.LimitReached;
import dev.keelson.shared.UserId;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import dev.keelson.social.posts.WritePosts.When;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WebhookSender;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;

/** Each post takes one place in the plan, and the plan is never exceeded. */
@SocialTest
class PostAllowanceTest {
    private static final String POSTS = "posts_per_month";
    private static final int THREADS = 64;

    @Autowired
    private SocialFixture social;

    @Autowired
    private WritePosts write;

    @Autowired
    private Posts posts;

    @Autowired
    private PostAllowance allowance;

    @Autowired
    private Entitlements entitlements;

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MockMvc mvc;

    @LocalServerPort
    private int port;

    private Member member;
    private UserId user;
    private BillingScene scene;

    @BeforeEach
    void customer() throws Exception {
        member = social.linkedTo(Platform.BLUESKY);
        user = member.user().id();
        ayrshare.stubFor(member.only(WireMock.post("/post")).willReturn(WireMock.jsonResponse("""
                {"action": "post", "status": "error", "code": 101, "message": "A parameter is wrong."}
                """, 400)));
        scene = new BillingScene(user, new WebhookSender(port), jdbc);
        scene.tell("customer.created", scene.customerObject());
    }

    @Test
    void whereNoPlanSpeaksOfPostsNothingIsRefusedOrCounted() {
        for (int i = 0; i < 3; i++) {
            assertThat(due(scheduled().id())).isTrue();
        }

        assertThat(used()).isZero();
    }

    @Test
    void postTakesOnePlaceHoweverOftenItIsMovedEditedAndOrdered() throws Exception {
        subscribe("3");
        var post = scheduled();

        write.edit(user, post.id(), null, new PostEdit("Other words", null, null, false), later(Duration.ofHours(2)));
        write.edit(user, post.id(), null, new PostEdit("More words", null, null, false), null);
        write.publish(user, post.id(), null);

        assertThat(used()).isEqualTo(1);
        mvc.perform(get("/api/v1/billing/entitlements").with(TestUsers.as(member.user())))
                .andExpect(jsonPath("$.limits[?(@.name == 'posts_per_month')].used")
                        .value(1))
                .andExpect(jsonPath("$.limits[?(@.name == 'posts_per_month')].remaining")
                        .value(2));
    }

    @Test
    void draftTakesNoneAndGivesBackWhatItHad() throws Exception {
        subscribe("1");
        var post = scheduled();
        draft();
        assertThat(used()).isEqualTo(1);

        write.edit(user, post.id(), null, new PostEdit(null, null, null, false), new When.Draft());
        assertThat(used()).isZero();
        write.edit(user, post.id(), null, new PostEdit(null, null, null, false), later(Duration.ofHours(1)));

        assertThat(used()).isEqualTo(1);
        write.unschedule(user, post.id(), null);
        assertThat(used()).isZero();
        write.schedule(user, post.id(), null, later(Duration.ofHours(1)));
        assertThat(used()).isEqualTo(1);

        write.delete(user, post.id(), null);
        assertThat(used()).isZero();
    }

    /** Whoever takes a free slot holds the user's plan first and takes a place then; so must whoever names a time. */
    @Test
    void planningAtTheSameTimeDoesNotLockItselfUp() throws Exception {
        subscribe("3");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var other = transaction.execute(_ -> {
                jdbc.sql("select pg_advisory_xact_lock(hashtextextended('schedule ' || :user, 0))")
                        .param("user", user.toString())
                        .query(_ -> {});
                var waiting = threads.submit(this::scheduled);
                await().until(() -> jdbc.sql("""
                                select exists (select from pg_stat_activity
                                where wait_event_type = 'Lock' and query like '%hashtextextended(''schedule%')
                                """).query(Boolean.class).single());
                scheduled();
                return waiting;
            });

            assertThat(Objects.requireNonNull(other).get().status()).isEqualTo(PostStatus.SCHEDULED);
        }
        assertThat(used()).isEqualTo(2);
    }

    @Test
    void postThatWentOutKeepsItsPlaceWhenItIsDeleted() throws Exception {
        subscribe("2");
        var id = social.publishNow(member, "Hi", Platform.BLUESKY);
        social.awaitTarget(member, id, TargetStatus.FAILED);

        write.delete(user, id, null);

        assertThat(used()).isEqualTo(1);
    }

    @Test
    void refusedPostIsNotThereAndSaysWhatHelps() throws Exception {
        subscribe("1");
        scheduled();

        var problem = social.send(member, "/api/v1/social/posts", """
                {"content": "One too many", "targets": [{"platform": "bluesky"}], "when": "now"}
                """, 403);

        assertThat(problem.path("code").asString()).isEqualTo("LIMIT_REACHED");
        assertThat(problem.path("name").asString()).isEqualTo(POSTS);
        assertThat(problem.path("action").asString()).contains("/api/v1/billing/plans");
        assertThat(planned()).isEqualTo(1);
    }

    /** Half of them think better of it at the last moment. */
    @Test
    void manyAtTheSameTimeNeverExceedThePlanAndLeaveNothingBehind() throws Exception {
        subscribe("20");
        var ready = new CountDownLatch(THREADS);
        Callable<Boolean> work = () -> {
            ready.countDown();
            ready.await();
            return tried();
        };

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(
                    IntStream.range(0, THREADS).mapToObj(_ -> work).toList())) {
                done.get();
            }
        }

        long planned = planned();
        assertThat(planned).isBetween(1L, 20L);
        assertThat(used()).isEqualTo(planned);
        while (planned() < 20) {
            scheduled();
        }
        assertThatThrownBy(this::scheduled).isInstanceOf(LimitReached.class);
    }

    @Test
    void placeThatWasTakenStaysWhileThePlanIsAsGoodAsItWas() throws Exception {
        subscribe("2");
        var first = scheduled();
        var second = scheduled();
        scene.product("premium", Map.of("limit_" + POSTS, "5"));

        assertThat(due(first.id())).isTrue();
        assertThat(due(second.id())).isTrue();
        assertThat(used()).isEqualTo(2);
    }

    @Test
    void ofAPlanThatHasBecomeLessTheFirstToBeDueGoOut() throws Exception {
        subscribe("10");
        var planned = IntStream.range(0, 5).mapToObj(_ -> scheduled().id()).toList();
        assertThat(due(planned.get(0))).isTrue();

        scene.product("premium", Map.of("limit_" + POSTS, "3"));

        assertThat(planned.subList(1, 5).stream().map(this::due)).containsExactly(true, true, false, false);
        assertThat(used()).isEqualTo(3);
        assertThatThrownBy(() -> write.publish(user, planned.get(4), null)).isInstanceOf(LimitReached.class);
    }

    @Test
    void anotherPlanOfAnotherMonthHasRoomForAsManyAsItAllows() throws Exception {
        subscribe("10");
        var planned = IntStream.range(0, 3).mapToObj(_ -> scheduled().id()).toList();
        scene.tell("customer.subscription.deleted", scene.subscription("a", "canceled", "premium"));
        scene.product("small", Map.of("limit_" + POSTS, "2"));
        var small = scene.subscription("b", "active", "small")
                .put(
                        "billing_cycle_anchor",
                        Instant.now().minus(Duration.ofDays(9)).getEpochSecond());
        scene.tell("customer.subscription.created", small);

        assertThat(planned.stream().map(this::due)).containsExactly(true, true, false);
        assertThat(used()).isEqualTo(2);
    }

    @Test
    void heldPostGoesOutWhenThereIsAPlanForItAgain() throws Exception {
        subscribe("2");
        var first = scheduled();
        var second = scheduled();
        scene.product("premium", Map.of("limit_" + POSTS, "1"));
        assertThat(due(first.id())).isTrue();
        transaction.executeWithoutResult(_ -> {
            var post = posts.lock(second.id()).orElseThrow();
            assertThat(allowance.mayGoOut(post)).isFalse();
            post.hold(HoldReason.PLAN, Instant.now());
            posts.save(post);
        });

        scene.product("premium", Map.of("limit_" + POSTS, "2"));

        assertThat(write.publish(user, second.id(), null).status()).isEqualTo(PostStatus.PUBLISHING);
        assertThat(used()).isEqualTo(2);
    }

    @Test
    void postThatIsDueAndThatThePlanHasNoRoomForIsHeldAndTheOtherGoesOut() throws Exception {
        subscribe("2");
        var first = scheduled();
        var second = scheduled();
        scene.product("premium", Map.of("limit_" + POSTS, "1"));

        fallsDue(first.id());
        social.awaitTarget(member, first.id(), TargetStatus.FAILED);
        fallsDue(second.id());

        var held = social.await(member, second.id(), PostStatus.HELD);
        assertThat(held.path("holdReason").asString()).isEqualTo("plan");
        assertThat(held.path("holdAction").asString()).startsWith("Choose a plan");
        assertThat(used()).isEqualTo(1);
    }

    @Test
    void postIsHeldForAnAccountThatThePlanCoversNoMore() throws Exception {
        scene.product("premium", Map.of("limit_social_accounts", "1"));
        scene.tell("customer.subscription.created", scene.subscription("a", "active", "premium"));
        var post = scheduled();
        scene.product("premium", Map.of("limit_social_accounts", "0"));

        fallsDue(post.id());

        assertThat(social.await(member, post.id(), PostStatus.HELD)
                        .path("holdReason")
                        .asString())
                .isEqualTo("plan");
    }

    private void fallsDue(UUID post) {
        jdbc.sql("update posts set scheduled_at = now() where id = :id")
                .param("id", post)
                .update();
    }

    private boolean tried() {
        boolean regrets = UUID.randomUUID().hashCode() % 2 == 0;
        try {
            transaction.executeWithoutResult(status -> {
                scheduled();
                if (regrets) {
                    status.setRollbackOnly();
                }
            });
            return !regrets;
        } catch (LimitReached e) {
            return false;
        } catch (CannotCreateTransactionException e) {
            // There are fewer connections than threads, and a request waits for one for two seconds only.
            return tried();
        }
    }

    private boolean due(UUID post) {
        return Objects.requireNonNull(
                transaction.execute(_ -> allowance.mayGoOut(posts.lock(post).orElseThrow())));
    }

    private Post scheduled() {
        return write.create(user, content(), later(Duration.ofHours(1)));
    }

    private Post draft() {
        return write.create(user, content(), new When.Draft());
    }

    private static PostContent content() {
        return new PostContent("Hello", List.of(), List.of(TargetContent.on(Platform.BLUESKY)));
    }

    private static When later(Duration ahead) {
        return new When.At(PlannedTime.at(Instant.now().plus(ahead)));
    }

    private long planned() {
        return jdbc.sql("select count(*) from posts where user_id = :user and status = 'scheduled'")
                .param("user", user.value())
                .query(Long.class)
                .single();
    }

    private long used() {
        return entitlements.of(user).usage(POSTS).used();
    }

    private void subscribe(String limit) throws Exception {
        scene.product("premium", Map.of("limit_" + POSTS, limit));
        scene.tell("customer.subscription.created", scene.subscription("a", "active", "premium"));
    }
}

package dev.keelson.social.posts;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.patch;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.keelson.clients.ayrshare.AyrshareSettings;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import dev.keelson.social.schedule.LocalTimes;
import dev.keelson.social.schedule.ScheduleSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of posts when their time has come, or had come long ago. */
@SocialTest
class DuePostsTest {
    private static final String SUCCESS = """
            {"status": "success", "id": "AYR-1", "errors": [], "postIds":
              [{"status": "success", "platform": "twitter", "id": "1", "postUrl": "https://x.example.com/1"}]}
            """;

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private SocialFixture social;

    @Autowired
    private Posts posts;

    @Autowired
    private ClockChanges clockChanges;

    @Autowired
    private DueWatch watch;

    @Autowired
    private ScheduleSettings settings;

    @Autowired
    private AyrshareSettings ayrshareSettings;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private MockMvc mvc;

    @Autowired
    private JsonMapper json;

    private Member member(Platform... platforms) {
        var member = social.linkedTo(platforms);
        ayrshare.stubFor(member.only(post("/post")).willReturn(okJson(SUCCESS)));
        return member;
    }

    /** Planned as if that had been done before, whatever the time is now. */
    private UUID planned(Member member, PlannedTime time, Platform... platforms) {
        var targets = Arrays.stream(platforms)
                .map(platform -> TargetContent.on(platform))
                .toList();
        var post = Post.draft(
                member.user().id(), new PostContent("Hi", List.of(), targets), UUID::randomUUID, Instant.now());
        post.schedule(time, Duration.ZERO, time.instant());
        return Objects.requireNonNull(transaction.execute(_ -> posts.save(post).id()));
    }

    private UUID planned(Member member, Instant at, Platform... platforms) {
        return planned(member, PlannedTime.at(at), platforms);
    }

    private List<JsonNode> notifications(Member member, String kind) throws Exception {
        var list = json.readTree(mvc.perform(get("/api/v1/notifications").with(as(member.user())))
                .andReturn()
                .getResponse()
                .getContentAsString());
        return list.path("items")
                .valueStream()
                .filter(item -> item.path("kind").asString().equals(kind))
                .toList();
    }

    @Test
    void postGoesOutAlthoughNoTaskKnowsOfIt() {
        var member = member(Platform.X);
        var id = planned(member, Instant.now().plusMillis(300), Platform.X);
        jdbc.sql("delete from scheduled_tasks where task_name like 'social-%'").update();

        social.await(member, id, PostStatus.PUBLISHED);
    }

    @Test
    void duePostsStartWithinTwoSeconds() {
        var members = IntStream.range(0, 10).mapToObj(_ -> member(Platform.X)).toList();
        Instant start = Instant.now().plusSeconds(1);
        for (int i = 0; i < 60; i++) {
            planned(members.get(i % members.size()), start.plusMillis(i * 50L), Platform.X);
        }
        var users = members.stream().map(m -> m.user().id().value()).toArray(UUID[]::new);

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(jdbc.sql(
                                        "select count(*) from posts where user_id = any(:users) and status = 'published'")
                                .param("users", users)
                                .query(Integer.class)
                                .single())
                        .isEqualTo(60));

        var delays = jdbc.sql("""
                        select extract(epoch from a.started_at - p.scheduled_at) * 1000 as millis
                        from posts p join post_targets t on t.post_id = p.id join post_attempts a on a.target_id = t.id
                        where p.user_id = any(:users) order by millis
                        """).param("users", users).query(Double.class).list();
        assertThat(delays).hasSizeGreaterThanOrEqualTo(60).allMatch(millis -> millis >= 0);
        // The machine of the build may be busy: the bench has the figures.
        assertThat(delays.get(30)).isLessThan(2_000);
    }

    /** Else they would wait for one with their attempts already recorded. */
    @Test
    void whatIsUnderWayHasAPlaceAtAyrshare() {
        assertThat(settings.inFlight())
                .isLessThan(ayrshareSettings.bulkhead().background())
                .isLessThan(ayrshareSettings.bulkhead().calls());
    }

    /** A whole look full of posts whose rows cannot be read, each the first of its user. */
    @Test
    void postsThatCannotBeOrderedKeepNobodyElses() {
        Instant earlier = Instant.now().minusSeconds(60);
        var broken = IntStream.range(0, 60)
                .mapToObj(_ -> planned(member(Platform.X), earlier.plus(Duration.ofHours(1)), Platform.X))
                .toArray(UUID[]::new);
        jdbc.sql("update post_targets set options = '[]' where post_id = any(:broken)")
                .param("broken", broken)
                .update();
        jdbc.sql("update posts set scheduled_at = scheduled_at - interval '1 hour' where id = any(:broken)")
                .param("broken", broken)
                .update();
        var member = member(Platform.X);

        var id = planned(member, Instant.now(), Platform.X);

        social.await(member, id, PostStatus.PUBLISHED);
        assertThat(jdbc.sql("delete from post_targets where post_id = any(:broken)")
                        .param("broken", broken)
                        .update())
                .isEqualTo(60);
        assertThat(jdbc.sql("delete from posts where id = any(:broken) and status = 'scheduled'")
                        .param("broken", broken)
                        .update())
                .isEqualTo(60);
    }

    @Test
    void postThatWasMissedForTooLongIsHeldAndItsUserDecides() throws Exception {
        var member = member(Platform.X);
        Instant missed = Instant.now().minus(Duration.ofMinutes(61));
        var id = planned(member, missed, Platform.X);

        var held = social.await(member, id, PostStatus.HELD);

        assertThat(held.path("holdReason").asString()).isEqualTo("missed");
        ayrshare.verify(0, member.only(postRequestedFor(urlEqualTo("/post"))));
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(notifications(member, "post_held")).hasSize(1));
        var told = notifications(member, "post_held").getFirst();
        assertThat(told.path("action").asString()).contains("publish it now");
        assertThat(told.path("data").path("postId").asString()).isEqualTo(id.toString());

        mvc.perform(patch("/api/v1/social/posts/{id}", id)
                .with(as(member.user()))
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"when\": \"%s\"}".formatted(Instant.now().plusMillis(1_500))));
        social.await(member, id, PostStatus.PUBLISHED);
    }

    @Test
    void postThatWasMissedForAShortTimeGoesOutAndItsUserIsToldOnce() throws Exception {
        var member = member(Platform.X);
        var id = planned(member, Instant.now().minus(Duration.ofMinutes(20)), Platform.X);

        social.await(member, id, PostStatus.PUBLISHED);
        watch.tellWhoIsLate();

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(notifications(member, "post_delayed")).hasSize(1));
        assertThat(notifications(member, "post_held")).isEmpty();
    }

    @Test
    void postThatWaitsInTheQueueForTooLongIsToldOnce() throws Exception {
        var member = member(Platform.X);
        var id = planned(member, Instant.now().plus(Duration.ofHours(1)), Platform.X);
        // Ordered, and no turn for ten minutes.
        jdbc.sql("""
                        with p as (update posts set status = 'publishing', scheduled_at = now() - interval '10 minutes'
                                   where id = :id)
                        update post_targets set round = 1, step_at = now() - interval '10 minutes', claimed_by = :other,
                          claimed_until = now() + interval '1 hour' where post_id = :id
                        """).param("id", id).param("other", UUID.randomUUID()).update();

        watch.tellWhoIsLate();
        watch.tellWhoIsLate();

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(notifications(member, "post_delayed")).hasSize(1));
    }

    /** Ayrshare is away, say: each time it is tried again later, and no next time is long over. */
    @Test
    void postThatIsTriedAgainAndAgainIsToldOnce() throws Exception {
        var member = member(Platform.X);
        var id = planned(member, Instant.now().plus(Duration.ofHours(1)), Platform.X);
        jdbc.sql("""
                        with p as (update posts set status = 'publishing', scheduled_at = now() - interval '10 minutes'
                                   where id = :id),
                        t as (update post_targets set round = 1, step_at = now() + interval '10 minutes' where post_id = :id
                              returning id, user_id)
                        insert into post_attempts (id, target_id, user_id, round, number, idempotency_key, started_at, ended_at,
                          outcome)
                        select gen_random_uuid(), id, user_id, 1, 1, cast(id as text), now() - interval '9 minutes',
                          now() - interval '9 minutes', 'not_sent'
                        from t
                        """).param("id", id).update();

        watch.tellWhoIsLate();
        watch.tellWhoIsLate();

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(notifications(member, "post_delayed")).hasSize(1));
    }

    /** Something of ours fails with every step, and the pauses grow. */
    @Test
    void postWhoseStepsFailIsTold() throws Exception {
        var member = member(Platform.X);
        var id = planned(member, Instant.now().plus(Duration.ofHours(1)), Platform.X);
        jdbc.sql("""
                        with p as (update posts set status = 'publishing', scheduled_at = now() - interval '10 minutes'
                                   where id = :id)
                        update post_targets set round = 1, step_at = now() + interval '5 minutes', step_failures = 7
                        where post_id = :id
                        """).param("id", id).update();

        watch.tellWhoIsLate();

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(notifications(member, "post_delayed")).hasSize(1));
    }

    /** It failed, and now its user waits for it again. */
    @Test
    void postThatIsRetriedAndHasNoTurnIsTold() throws Exception {
        var member = member(Platform.X);
        var id = planned(member, Instant.now().plus(Duration.ofHours(1)), Platform.X);
        jdbc.sql("""
                        with p as (update posts set status = 'publishing', scheduled_at = now() - interval '2 hours'
                                   where id = :id)
                        update post_targets set round = 2, step_at = now() - interval '6 minutes', claimed_by = :other,
                          claimed_until = now() + interval '1 hour' where post_id = :id
                        """).param("id", id).param("other", UUID.randomUUID()).update();

        watch.tellWhoIsLate();

        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(notifications(member, "post_delayed")).hasSize(1));
    }

    /** Its time is long over, because it was held; its user has just ordered it. */
    @Test
    void postThatWasJustOrderedIsNotLate() throws Exception {
        var member = member(Platform.X);
        var id = planned(member, Instant.now().plus(Duration.ofHours(1)), Platform.X);
        jdbc.sql("""
                        with p as (update posts set status = 'publishing', scheduled_at = now() - interval '2 hours'
                                   where id = :id)
                        update post_targets set round = 1, step_at = now() - interval '1 minute', claimed_by = :other,
                          claimed_until = now() + interval '1 hour' where post_id = :id
                        """).param("id", id).param("other", UUID.randomUUID()).update();

        watch.tellWhoIsLate();

        assertThat(jdbc.sql("select delayed_at is null from posts where id = :id")
                        .param("id", id)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void postThatNoNetworkWouldTakeIsHeld() throws Exception {
        var member = member(Platform.BLUESKY);
        var id = planned(member, Instant.now(), Platform.X);

        assertThat(social.await(member, id, PostStatus.HELD).path("holdReason").asString())
                .isEqualTo("account");
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(notifications(member, "post_held")).hasSize(1));
        ayrshare.verify(0, member.only(postRequestedFor(urlEqualTo("/post"))));
    }

    @Test
    void postGoesOutWhereItCanAndTheRestCanBeRetried() {
        var member = member(Platform.X, Platform.TELEGRAM);
        jdbc.sql("update social_accounts set paused = true where user_id = :user and platform = 'telegram'")
                .param("user", member.user().id().value())
                .update();
        var id = planned(member, Instant.now(), Platform.X, Platform.TELEGRAM, Platform.BLUESKY);

        var published = social.await(member, id, PostStatus.PARTIALLY_PUBLISHED);

        var targets = published.path("targets").valueStream().toList();
        assertThat(targets)
                .extracting(target -> target.path("platform").asString() + " "
                        + target.path("status").asString() + " "
                        + target.path("error").path("code").asString("") + " "
                        + target.path("error").path("retryable").asBoolean(false))
                .containsExactlyInAnyOrder(
                        "x published  false",
                        "telegram failed ACCOUNT_PAUSED true",
                        "bluesky failed RELINK_REQUIRED true");
        ayrshare.verify(1, member.only(postRequestedFor(urlEqualTo("/post"))));
    }

    /** Ayrshare has had enough of this profile for two seconds. */
    @Test
    void whatHasNoTurnWaitsWithoutAnAttempt() {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(post("/post"))
                .inScenario(member.refId())
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse()
                        .withStatus(429)
                        .withHeader("Retry-After", "2")
                        .withBody("{}"))
                .willSetStateTo("free"));
        ayrshare.stubFor(member.only(post("/post"))
                .inScenario(member.refId())
                .whenScenarioStateIs("free")
                .willReturn(okJson(SUCCESS)));
        var first = planned(member, Instant.now(), Platform.X);
        Awaitility.await()
                .until(() -> ayrshare.findAll(member.only(postRequestedFor(urlEqualTo("/post"))))
                                .size()
                        == 1);
        var others = IntStream.range(0, 20)
                .mapToObj(_ -> planned(member, Instant.now(), Platform.X))
                .toList();

        others.forEach(id -> social.await(member, id, PostStatus.PUBLISHED));
        social.await(member, first, PostStatus.PUBLISHED);

        // One was refused and sent again; the others were sent once, after the pause, and had no attempt before.
        assertThat(jdbc.sql("""
                        select count(*) from post_attempts where user_id = :user
                        """)
                        .param("user", member.user().id().value())
                        .query(Integer.class)
                        .single())
                .isEqualTo(22);
    }

    @Test
    void timeOnTheClockStaysWhereTheRulesOfItsZoneChange() {
        var member = member(Platform.X);
        var berlin = ZoneId.of("Europe/Berlin");
        var local = LocalDateTime.of(2099, 7, 1, 10, 0);
        // As planned by rules that knew no summer time.
        var old = planned(member, new PlannedTime(local.toInstant(ZoneOffset.ofHours(1)), berlin, local), Platform.X);
        var second = Instant.parse("2099-10-25T01:30:00Z");
        var overlap = planned(member, PlannedTime.at(second, berlin), Platform.X);
        var gap = LocalDateTime.of(2099, 3, 29, 2, 30);
        var leftOut = planned(member, new PlannedTime(LocalTimes.resolve(gap, berlin), berlin, gap), Platform.X);

        clockChanges.apply();

        assertThat(social.fetch(member, old).path("scheduledAt").asString()).isEqualTo("2099-07-01T08:00:00Z");
        assertThat(social.fetch(member, old).path("scheduledLocal").asString()).startsWith("2099-07-01T10:00");
        assertThat(social.fetch(member, overlap).path("scheduledAt").asString()).isEqualTo(second.toString());
        assertThat(social.fetch(member, leftOut).path("scheduledAt").asString()).isEqualTo("2099-03-29T01:00:00Z");
    }
}

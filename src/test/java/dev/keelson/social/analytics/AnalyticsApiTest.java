package dev.keelson.social.analytics;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static dev.keelson.social.analytics.MetricsFixture.answers;
import static dev.keelson.social.analytics.MetricsFixture.calls;
import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.keelson.shared.Timestamps;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.Platform;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a user is told about numbers. */
@SocialTest
class AnalyticsApiTest {
    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private SocialFixture social;

    @Autowired
    private CollectAccounts collectAccounts;

    @Autowired
    private MockMvc mvc;

    @Autowired
    private JdbcClient jdbc;

    private MetricsFixture metrics;
    private Member member;
    private UUID user;

    @BeforeEach
    void member() {
        metrics = new MetricsFixture(jdbc);
        member = social.linkedTo(Platform.BLUESKY, Platform.YOUTUBE, Platform.X);
        user = member.user().id().value();
    }

    private MockHttpServletResponse answer(MockHttpServletRequestBuilder request) throws Exception {
        return mvc.perform(request.with(as(member.user()))).andReturn().getResponse();
    }

    private JsonNode read(String path) throws Exception {
        var response = answer(get("/api/v1/social" + path));
        assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.getContentAsString());
    }

    private UUID collected(Platform platform, Instant publishedAt, long likes) {
        var target = metrics.target(
                user,
                metrics.post(user, publishedAt),
                platform,
                publishedAt,
                Instant.now().plus(Duration.ofDays(1)));
        metrics.knows(target, likes, publishedAt.plus(Duration.ofDays(3)));
        return target;
    }

    private UUID postOf(UUID target) {
        return metrics.postOf(target);
    }

    @Test
    void sumsSayOfHowManyPostsTheyAreAndWhyTheOthersAreMissing() throws Exception {
        var day = Instant.parse("2026-06-10T10:00:00Z");
        collected(Platform.BLUESKY, day, 5);
        collected(Platform.BLUESKY, day.plus(Duration.ofDays(1)), 7);
        metrics.target(
                user,
                metrics.post(user, day),
                Platform.YOUTUBE,
                day,
                Instant.now().plus(Duration.ofDays(1)));

        var report = read("/analytics?from=2026-06-01&to=2026-06-30");

        assertThat(report.at("/totals/posts").asInt()).isEqualTo(3);
        assertThat(report.at("/totals/likes/value").asLong()).isEqualTo(12);
        assertThat(report.at("/totals/likes/known").asInt()).isEqualTo(2);
        assertThat(report.at("/totals/likes/missing/not_asked_yet").asInt()).isOne();
        assertThat(report.at("/totals/clicks/value").isNull()).isTrue();
        assertThat(report.at("/totals/clicks/missing/not_told_by_network").asInt())
                .isEqualTo(3);
        assertThat(report.at("/totals/shares/missing/not_in_answer").asInt()).isEqualTo(2);
        assertThat(report.at("/reasons/not_in_answer").asString()).endsWith(".");
        assertThat(report.at("/days").size()).isEqualTo(2);
        assertThat(report.at("/days/0/sums/posts").asInt()).isEqualTo(2);
        assertThat(report.at("/platforms/0/platform").asString()).isEqualTo("bluesky");
        assertThat(report.at("/platforms/0/asOf").asString()).isEqualTo("2026-06-14T10:00:00Z");
        assertThat(report.at("/platforms/0/oldestAsOf").asString()).isEqualTo("2026-06-13T10:00:00Z");
        assertThat(report.at("/platforms/1/asOf").isNull()).isTrue();
        assertThat(report.at("/platforms/1/lag/from").asString()).isEqualTo("PT24H");
        assertThat(report.at("/top/0/engagement").asLong()).isEqualTo(7);
        assertThat(report.at("/top/0/excerpt").asString()).startsWith("Good morning");
        assertThat(report.at("/top").size()).isEqualTo(2);
        assertThat(read("/analytics?from=2026-06-01&to=2026-06-30&platforms=youtube")
                        .at("/totals/posts")
                        .asInt())
                .isOne();
        assertThat(read("/analytics?from=2026-01-01&to=2026-01-30")
                        .at("/totals/likes/value")
                        .isNull())
                .isTrue();
    }

    @Test
    void dayIsTheOneOnTheUsersClock() throws Exception {
        // 00:30 on the 29th in Vienna, whose clocks go forward at 2 that night; still the 28th in UTC.
        collected(Platform.BLUESKY, Instant.parse("2026-03-28T23:30:00Z"), 1);
        // 23:30 on the 29th in Vienna.
        collected(Platform.BLUESKY, Instant.parse("2026-03-29T21:30:00Z"), 2);
        collected(Platform.BLUESKY, Instant.parse("2026-03-29T22:30:00Z"), 4);

        String day = "/analytics?from=2026-03-29&to=2026-03-29";
        var vienna = read(day + "&timeZone=Europe/Vienna");

        assertThat(vienna.at("/totals/likes/value").asLong()).isEqualTo(3);
        assertThat(vienna.at("/days/0/day").asString()).isEqualTo("2026-03-29");
        assertThat(read(day).at("/totals/likes/value").asLong()).isEqualTo(6);
        jdbc.sql("""
                        insert into user_preferences (user_id, timezone, created_at, updated_at)
                        values (:user, 'Europe/Vienna', now(), now())
                        """).param("user", user).update();
        assertThat(read(day).at("/timeZone").asString()).isEqualTo("Europe/Vienna");
    }

    @Test
    void daysBeforeTheFirstThatMayBeNamedAreNotHeldAgainstTheCaller() throws Exception {
        assertThat(read("/analytics?to=2000-01-10").at("/from").asString()).isEqualTo("1999-12-12");
    }

    @Test
    void oddQuestionsAreRefused() throws Exception {
        assertThat(answer(get("/api/v1/social/analytics?from=2026-03-29&to=2026-03-01"))
                        .getStatus())
                .isEqualTo(400);
        assertThat(answer(get("/api/v1/social/analytics?from=2020-03-29&to=2026-03-01"))
                        .getStatus())
                .isEqualTo(400);
        for (String parameter : List.of("from", "to")) {
            for (String day : List.of("+999999999-12-31", "-999999999-01-01")) {
                assertThat(answer(get("/api/v1/social/analytics").param(parameter, day))
                                .getStatus())
                        .as("%s=%s", parameter, day)
                        .isEqualTo(400);
            }
        }
        assertThat(answer(get("/api/v1/social/analytics?timeZone=Mars/Olympus")).getContentAsString())
                .contains("VALIDATION_FAILED");
        assertThat(answer(get("/api/v1/social/best-times?platforms=myspace")).getContentAsString())
                .contains("VALIDATION_FAILED");
    }

    @Test
    void etagSaysThatNothingHasChanged() throws Exception {
        var target = collected(Platform.BLUESKY, Instant.now().minus(Duration.ofDays(4)), 5);
        for (String path : new String[] {"/analytics", "/best-times", "/posts/" + postOf(target) + "/analytics"}) {
            String etag = answer(get("/api/v1/social" + path)).getHeader("ETag");

            assertThat(etag).as(path).isNotNull();
            assertThat(answer(get("/api/v1/social" + path).header("If-None-Match", etag))
                            .getStatus())
                    .as(path)
                    .isEqualTo(304);
        }
    }

    @Test
    void postTellsOfEachNetworkWhatIsKnownAndWhyTheRestIsNot() throws Exception {
        var published = Instant.now().minus(Duration.ofDays(4));
        var post = metrics.post(user, published);
        var bluesky = metrics.target(user, post, Platform.BLUESKY, published, published.plus(Duration.ofDays(5)));
        metrics.knows(bluesky, 0, published.plus(Duration.ofDays(3)));
        jdbc.sql("insert into metric_snapshots (target_id, user_id, taken_at, likes) values (:target, :user, :at, 0)")
                .params(Map.of("target", bluesky, "user", user, "at", Timestamps.at(published)))
                .update();
        jdbc.sql("""
                        insert into post_targets (id, post_id, user_id, platform, status)
                        values (gen_random_uuid(), :post, :user, 'x', 'pending')
                        """).params(Map.of("post", post, "user", user)).update();

        var told = read("/posts/" + post + "/analytics");

        assertThat(told.at("/targets/0/state").asString()).isEqualTo("collected");
        assertThat(told.at("/targets/0/numbers/likes/value").asInt(-1)).isZero();
        assertThat(told.at("/targets/0/numbers/likes/reason").isNull()).isTrue();
        assertThat(told.at("/targets/0/numbers/views/value").isNull()).isTrue();
        assertThat(told.at("/targets/0/numbers/views/reason").asString()).isEqualTo("not_told_by_network");
        assertThat(told.at("/targets/0/history/0/likes").asInt(-1)).isZero();
        assertThat(told.at("/targets/0/history/0").has("views")).isFalse();
        assertThat(told.at("/targets/0/nextUpdate").isNull()).isFalse();
        assertThat(told.at("/targets/1/state").asString()).isEqualTo("pending");
        assertThat(told.at("/targets/1/reason").asString()).isEqualTo("not_published");
        assertThat(answer(get("/api/v1/social/posts/" + UUID.randomUUID() + "/analytics"))
                        .getStatus())
                .isEqualTo(404);
    }

    @Test
    void refreshAsksOnceAndThenTellsFromWhenItWouldAgain() throws Exception {
        var target = metrics.due(user, Platform.BLUESKY, Duration.ofHours(3));
        answers(
                ayrshare,
                target,
                okJson("{\"status\": \"success\", \"bluesky\": {\"analytics\": {\"likeCount\": 8}}}"));
        var refresh = "/api/v1/social/posts/" + postOf(target) + "/analytics/refresh";

        var first = JsonMapper.shared().readTree(answer(post(refresh)).getContentAsString());
        var second = JsonMapper.shared().readTree(answer(post(refresh)).getContentAsString());

        assertThat(first.at("/targets/0/numbers/likes/value").asInt()).isEqualTo(8);
        assertThat(second).isEqualTo(first);
        assertThat(Instant.parse(second.at("/targets/0/refreshableAt").asString()))
                .isBetween(Instant.now().plusSeconds(800), Instant.now().plusSeconds(900));
        assertThat(calls(ayrshare, target)).isOne();
    }

    @Test
    void refreshWithoutBudgetSaysWhenToComeBackAndKeepsWhatIsKnown() throws Exception {
        var target = metrics.due(user, Platform.BLUESKY, Duration.ofHours(3));
        metrics.knows(target, 5, Instant.now().minus(Duration.ofHours(1)));
        answers(
                ayrshare,
                target,
                jsonResponse("{\"status\": \"error\", \"message\": \"Too many\"}", 429)
                        .withHeader("Retry-After", "90"));

        var response = answer(post("/api/v1/social/posts/" + postOf(target) + "/analytics/refresh"));

        assertThat(response.getStatus()).isEqualTo(429);
        assertThat(response.getContentAsString()).contains("ANALYTICS_BUDGET_SPENT");
        assertThat(Integer.parseInt(response.getHeader("Retry-After"))).isBetween(80, 90);
        assertThat(read("/posts/" + postOf(target) + "/analytics")
                        .at("/targets/0/numbers/likes/value")
                        .asInt())
                .isEqualTo(5);
    }

    @Test
    void xHasALimitOfItsOwnForAllProfiles() throws Exception {
        var target = metrics.due(user, Platform.X, Duration.ofHours(3));
        answers(ayrshare, target, okJson("""
                {"status": "success", "twitter": {"analytics": {"publicMetrics": {"likeCount": 8, "impressionCount": 90}}}}
                """));
        var refresh = "/api/v1/social/posts/" + postOf(target) + "/analytics/refresh";
        jdbc.sql(
                        "insert into x_analytics_calls (hour, calls) values (date_trunc('hour', now()) - interval '3 hours', 1000)")
                .update();
        try {
            var spent = answer(post(refresh));
            assertThat(spent.getStatus()).isEqualTo(429);
            assertThat(calls(ayrshare, target)).isZero();
        } finally {
            jdbc.sql("delete from x_analytics_calls where calls = 1000").update();
        }

        var told = JsonMapper.shared().readTree(answer(post(refresh)).getContentAsString());

        assertThat(told.at("/targets/0/numbers/views/value").asInt()).isEqualTo(90);
    }

    @Test
    void refreshThatIsNotAnsweredTellsWhatIsKnown() throws Exception {
        var target = metrics.due(user, Platform.BLUESKY, Duration.ofHours(3));
        metrics.knows(target, 5, Instant.now().minus(Duration.ofHours(1)));
        answers(ayrshare, target, jsonResponse("{}", 503));

        var told = JsonMapper.shared()
                .readTree(answer(post("/api/v1/social/posts/" + postOf(target) + "/analytics/refresh"))
                        .getContentAsString());

        assertThat(told.at("/targets/0/numbers/likes/value").asInt()).isEqualTo(5);
        assertThat(told.at("/targets/0/reason").asString()).isEqualTo("vendor_unavailable");
    }

    @Test
    void accountsGrowDayByDay() throws Exception {
        var today = LocalDate.now(ZoneId.of("UTC"));
        jdbc.sql("""
                        insert into account_metrics (user_id, platform, day, followers, own, as_of)
                        values (:user, 'bluesky', :day, 90, '{}', now() - interval '1 day')
                        """).params(Map.of("user", user, "day", today.minusDays(1))).update();
        jdbc.sql("insert into account_collections (user_id, next_at) values (:user, now() - interval '1 second')")
                .param("user", user)
                .update();
        ayrshare.stubFor(member.only(WireMock.post("/analytics/social"))
                .withRequestBody(matchingJsonPath("$.platforms[0]", WireMock.equalTo("bluesky")))
                .willReturn(okJson("""
                        {"status": "partial", "bluesky": {"analytics": {"followersCount": 100, "followsCount": 3}},
                         "errors": [{"platform": "twitter", "code": 272, "message": "Link again"}]}
                        """)));

        collectAccounts.run(() -> false);

        var account = read("/analytics").at("/accounts/0");
        assertThat(account.at("/platform").asString()).isEqualTo("bluesky");
        assertThat(account.at("/followers").asInt()).isEqualTo(100);
        assertThat(account.at("/change").asInt()).isEqualTo(10);
        assertThat(account.at("/days").size()).isEqualTo(2);
        assertThat(account.at("/days/1").has("posts")).isFalse();
        assertThat(jdbc.sql("select next_at from account_collections where user_id = :user")
                        .param("user", user)
                        .query(Timestamp.class)
                        .single()
                        .toInstant())
                .isAfter(Instant.now().plus(Duration.ofHours(22)));
    }

    @Test
    void bestTimeIsSaidWithHowSureItIs() throws Exception {
        var vienna = ZoneId.of("Europe/Vienna");
        var tuesday = LocalDate.now(vienna).minusDays(10).with(TemporalAdjusters.previous(DayOfWeek.TUESDAY));
        for (int week = 0; week < 8; week++) {
            var day = tuesday.minusWeeks(week);
            collected(Platform.BLUESKY, at(day, 18, vienna), 300 + week % 2 * 60);
            collected(Platform.BLUESKY, at(day, 9, vienna), 90 + week % 3 * 20);
            collected(Platform.BLUESKY, at(day.minusDays(3), 9, vienna), 80 + week % 4 * 20);
        }

        var told = read("/best-times?timeZone=Europe/Vienna");

        assertThat(told.at("/enough").asBoolean()).isTrue();
        assertThat(told.at("/posts").asInt()).isEqualTo(24);
        assertThat(told.at("/best/0/weekday").asString()).isEqualTo("TUESDAY");
        assertThat(told.at("/best/0/hour").asInt()).isEqualTo(18);
        assertThat(told.at("/best/0/confidence").asString()).isEqualTo("high");
        assertThat(told.at("/best/0/lift").asDouble()).isBetween(1.5, 4.0);
        assertThat(told.at("/networks/0/median").asDouble()).isPositive();
    }

    private static Instant at(LocalDate day, int hour, ZoneId zone) {
        return day.atTime(LocalTime.of(hour, 20)).atZone(zone).toInstant().truncatedTo(ChronoUnit.SECONDS);
    }

    @Test
    void fewPostsAreNoReasonToGuess() throws Exception {
        collected(Platform.BLUESKY, Instant.now().minus(Duration.ofDays(4)), 5);

        var told = read("/best-times");

        assertThat(told.at("/enough").asBoolean()).isFalse();
        assertThat(told.at("/reason").asString()).startsWith("Not enough posts");
        assertThat(told.at("/needed").asInt()).isEqualTo(20);
        assertThat(told.at("/best").isEmpty()).isTrue();
    }
}

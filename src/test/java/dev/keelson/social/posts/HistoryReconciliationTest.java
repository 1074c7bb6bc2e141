package dev.keelson.social.posts;

import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.keelson.shared.IdGenerator;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import dev.keelson.testing.ExplainingDataSource;
import dev.keelson.testing.Seeds;
import dev.keelson.testing.SyncApi;
import dev.keelson.testing.SyncTest;
import dev.keelson.testing.TestUsers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What others do with our users' profiles, and what we were wrong about. */
@SyncTest
@Import(SocialFixture.class)
class HistoryReconciliationTest {
    private static final String FULL = "{\"provider\": \"ayrshare\", \"kind\": \"full\"}";
    private final Instant lately = Instant.now().minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS);

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private SyncApi sync;

    @Autowired
    private SocialFixture social;

    @Autowired
    private Posts posts;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private MockMvc mvc;

    @Autowired
    private JsonMapper json;

    @Autowired
    private DataSource database;

    @Autowired
    private IdGenerator ids;

    @Autowired
    private InstantSource clock;

    private Member member;

    @BeforeEach
    void nobodyElseHere() {
        jdbc.sql("update social_profiles set state = 'deleted', profile_key = null, ref_id = null")
                .update();
        jdbc.sql("delete from posts").update();
        jdbc.sql("delete from external_posts").update();
        somebody();
    }

    private void somebody() {
        member = social.linkedTo(Platform.X);
        ayrshare.stubFor(WireMock.get(urlPathEqualTo("/profiles"))
                .willReturn(okJson("""
                        {"profiles": [{"refId": "%s", "title": "%s", "activeSocialAccounts": ["twitter"]}], "hasMore": false}
                        """.formatted(member.refId(), member.user().id()))));
        ayrshare.stubFor(member.only(WireMock.get("/user")).willReturn(okJson("""
                {"activeSocialAccounts": ["twitter"], "displayNames": [{"platform": "twitter", "id": "id-x", "displayName": "Acme"}]}
                """)));
        tells();
    }

    @Test
    void postThatWasDeletedAtAyrshareIsMarkedAndItsUserTold() {
        var post = published("gone");
        tells(row("gone", "deleted", "Hello", "https://x.example/gone", lately));
        has("gone", okJson("{\"status\": \"error\", \"code\": 114}").withStatus(404));

        assertThat(found(sync.run(since()))).containsExactly("publication deleted gone/x");

        var target = social.fetch(member, post).path("targets").path(0);
        assertThat(target.path("vanishedAt").isString()).isTrue();
        assertThat(target.path("status").asString()).isEqualTo("published");
        Awaitility.await().untilAsserted(() -> assertThat(notifications()).containsOnlyOnce("post_vanished"));
        assertThat(found(sync.run(since()))).isEmpty();
    }

    @Test
    void postThatTheCopyOfTheHistoryDoesNotShowYetIsAskedFor() {
        var post = published("late");
        has("late", okJson(row("late", "success", "Hello", "https://x.example/late", lately)));

        assertThat(found(sync.run(FULL))).isEmpty();

        ayrshare.verify(1, member.only(getRequestedFor(urlPathEqualTo("/post/late"))));
        assertThat(target(post).path("vanishedAt").isNull()).isTrue();
    }

    @Test
    void postThatIsBackIsNoLongerMissed() {
        var post = published("back");
        has("back", okJson("{\"status\": \"error\", \"code\": 114}").withStatus(404));
        assertThat(found(sync.run(FULL))).containsExactly("publication deleted back/x");

        tells(row("back", "success", "Hello", "https://x.example/back", lately));
        has("back", okJson(row("back", "success", "Hello", "https://x.example/back", lately)));

        assertThat(found(sync.run(FULL))).containsExactly("publication different back/x");
        assertThat(target(post).path("vanishedAt").isNull()).isTrue();
    }

    @Test
    void postThatWeTookForFailedIsFoundByItsKey() {
        var post = failed();
        tells(noted(row("real", "success", "Hello", "https://x.example/real", lately), keyOf(post)));

        assertThat(found(sync.run(FULL))).containsExactly("publication different real/x");

        assertThat(social.fetch(member, post).path("status").asString()).isEqualTo("published");
        assertThat(target(post).path("url").asString()).isEqualTo("https://x.example/real");
        assertThat(externalPosts()).isEmpty();
    }

    @Test
    void whatIsOutOtherwiseThanWrittenIsShown() {
        var post = published("other");
        tells(row("other", "success", "Not what I wrote", "https://x.example/other", lately));

        assertThat(found(sync.run(FULL))).containsExactly("publication different other/x");

        assertThat(target(post).path("publishedText").asString()).isEqualTo("Not what I wrote");
        assertThat(found(sync.run(FULL))).isEmpty();
    }

    @Test
    void whatOthersPublishedAndScheduledIsListed() {
        Instant soon = Instant.now().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
        tells(
                row("theirs", "success", "By the app", "https://x.example/theirs", lately),
                """
                {"id": "planned", "status": "pending", "post": {"default": "Later"}, "platforms": ["twitter", "facebook"],
                 "scheduleDate": {"utc": "%s"}, "created": "%s"}
                """.formatted(soon, lately),
                "{\"id\": \"failed\", \"status\": \"error\", \"platforms\": [\"twitter\"], \"created\": \"%s\"}"
                        .formatted(lately));

        assertThat(found(sync.run(FULL)))
                .containsExactlyInAnyOrder(
                        "external_post missing theirs/x",
                        "external_post orphan planned/x",
                        "external_post orphan planned/facebook");

        assertThat(externalPosts())
                .extracting(post -> post.path("platform").asString() + " "
                        + post.path("state").asString() + " "
                        + post.path("content").asString())
                .containsExactlyInAnyOrder("x scheduled Later", "facebook scheduled Later", "x published By the app");
        assertThat(found(sync.run(FULL))).isEmpty();
    }

    @Test
    void suspendedProfileLosesNothing() {
        published("kept");
        ayrshare.stubFor(member.only(WireMock.get(urlPathEqualTo("/history")))
                .willReturn(okJson("{\"status\": \"error\", \"code\": 276}").withStatus(403)));

        assertThat(found(sync.run(FULL))).noneMatch(drift -> drift.startsWith("publication"));
    }

    @Test
    void oneProfileOrOnePostIsLookedAt() {
        published("one");
        has("one", okJson("{\"status\": \"error\", \"code\": 114}").withStatus(404));
        tells(row("theirs", "success", "By the app", "https://x.example/theirs", lately));

        assertThat(found(sync.run(one("one")))).containsExactly("publication deleted one/x");
        assertThat(found(sync.run(one(member.refId())))).containsExactly("external_post missing theirs/x");
    }

    @Test
    void historyIsReadAsFarAsItReaches() {
        var first = IntStream.range(0, 1_000)
                .mapToObj(i -> row("n" + i, "error", "", null, lately.minusSeconds(i)))
                .toList();
        tells(first.toArray(String[]::new));
        ayrshare.stubFor(member.only(WireMock.get(urlPathEqualTo("/history")))
                .withQueryParam(
                        "endDate", WireMock.equalTo(lately.minusSeconds(999).toString()))
                .willReturn(okJson("{\"history\": [%s, %s]}"
                        .formatted(
                                first.getLast(),
                                row("oldest", "success", "Old", "https://x.example/o", lately.minusSeconds(5_000))))));

        assertThat(found(sync.run(one(member.refId())))).containsExactly("external_post missing oldest/x");
    }

    @Test
    void whatOthersPublishedIsReadFromItsIndex() {
        jdbc.sql("""
                        insert into external_posts (id, user_id, ayrshare_post_id, platform, state, content, published_at, created_at,
                          updated_at)
                        select gen_random_uuid(), case when g % 50 = 0 then cast(:member as uuid) else cast(:other as uuid) end,
                          'n' || g, 'x', 'published', 'Theirs', now() - g * interval '1 second', now(), now()
                        from generate_series(1, 20000) g
                        """)
                .param("member", member.user().id().value())
                .param("other", social.linkedTo().user().id().value())
                .update();
        jdbc.sql("analyze external_posts").update();
        var explaining = new ExplainingDataSource(database);

        new ExternalPosts(JdbcClient.create(explaining), ids, clock)
                .list(member.user().id(), null, Optional.empty(), 20);

        var plan = explaining.take().getFirst();
        // So many would seem to have vanished, were they there when others compare everything.
        jdbc.sql("delete from external_posts").update();
        assertThat(plan.shape()).contains("ix_external_posts_user").doesNotContain("Seq Scan");
        assertThat(plan.buffers()).isLessThan(100);
    }

    static LongStream seeds() {
        return LongStream.concat(Seeds.fixed(4), Seeds.fresh(3));
    }

    /** Whatever is true there and whatever we believe: after a pass we know the truth, and the next one finds nothing. */
    @ParameterizedTest
    @MethodSource("seeds")
    void anyBeliefBecomesTheTruth(long seed) {
        var random = new Random(seed);
        var truth = new TreeSet<String>();
        var rows = new ArrayList<String>();
        for (int i = 0; i < 5 + random.nextInt(6); i++) {
            rows.addAll(something("p" + i, random, truth));
        }
        Collections.shuffle(rows, random);
        tells(rows.toArray(String[]::new));

        // Any look before at less than everything must not stand in the way.
        if (random.nextBoolean()) {
            sync.run(random.nextBoolean() ? since() : one(member.refId()));
        }
        sync.run(FULL);

        assertThat(known()).as("seed %d", seed).isEqualTo(truth);
        assertThat(found(sync.run(FULL))).as("seed %d, again", seed).isEmpty();
        assertThat(known()).isEqualTo(truth);
    }

    /** One post: what is true of it, what we believe, and the rows that tell. */
    @SuppressWarnings("RefactorSwitch")
    private List<String> something(String id, Random random, Set<String> truth) {
        String url = "https://x.example/" + id;
        String alive = row(id, "success", "Hello", url, lately);
        switch (random.nextInt(8)) {
            case 0 -> {
                var post = random.nextBoolean() ? published(id) : failed();
                truth.add("ours published there " + url);
                return List.of(noted(alive, keyOf(post)));
            }
            case 1 -> {
                published(id);
                truth.add("ours published vanished " + url);
                boolean told = random.nextBoolean();
                has(
                        id,
                        told
                                ? okJson(row(id, "deleted", "Hello", url, lately))
                                : okJson("{}").withStatus(404));
                return told ? List.of(row(id, "deleted", "Hello", url, lately)) : List.of();
            }
            case 2 -> {
                published(id);
                has(id, okJson(alive));
                truth.add("ours published there " + url);
                return List.of();
            }
            case 3 -> {
                var post = published(id);
                jdbc.sql("update post_targets set vanished_at = now() where post_id = :post")
                        .param("post", post)
                        .update();
                has(id, okJson(alive));
                truth.add("ours published there " + url);
                return List.of(alive);
            }
            case 4 -> {
                failed();
                truth.add("ours failed there null");
                return List.of();
            }
            case 5 -> {
                believedExternal(id, random);
                truth.add("external published " + url);
                return List.of(alive);
            }
            case 6 -> {
                believedExternal(id, random);
                boolean told = random.nextBoolean();
                has(
                        id,
                        told
                                ? okJson(row(id, "deleted", "Hello", url, lately))
                                : okJson("{}").withStatus(404));
                return told ? List.of(row(id, "deleted", "Hello", url, lately)) : List.of();
            }
            default -> {
                return List.of(row(id, "error", "Hello", null, lately));
            }
        }
    }

    private void believedExternal(String id, Random random) {
        if (random.nextBoolean()) {
            jdbc.sql("""
                            insert into external_posts (id, user_id, ayrshare_post_id, platform, state, content, published_at,
                              created_at, updated_at)
                            values (gen_random_uuid(), :user, :id, :platform, 'scheduled', 'Else', :at::timestamptz,
                              now() - interval '1 hour', now())
                            """)
                    .param("user", member.user().id().value())
                    .param("id", id)
                    .param("platform", random.nextBoolean() ? "x" : "reddit")
                    .param("at", lately.toString())
                    .update();
        }
    }

    private Set<String> known() {
        return new TreeSet<>(jdbc.sql("""
                                select 'ours ' || status || case when vanished_at is null then ' there ' else ' vanished ' end
                                  || coalesce(url, 'null') from post_targets where user_id = :user
                                union all
                                select 'external ' || state || ' ' || coalesce(url, 'null') from external_posts where user_id = :user
                                """)
                .param("user", member.user().id().value())
                .query(String.class)
                .list());
    }

    private UUID published(String ayrshareId) {
        return made((post, target) -> post.published(
                target,
                new Sighting.Published(ayrshareId, "id-" + ayrshareId, "https://x.example/" + ayrshareId),
                lately));
    }

    private UUID failed() {
        return made((post, target) ->
                post.failed(target, new Sighting.Refused(PublishFailure.REFUSED, null, "no"), lately));
    }

    private interface Fate {
        void befall(Post post, UUID target);
    }

    private UUID made(Fate fate) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            var post = Post.draft(
                    member.user().id(),
                    new PostContent("Hello", List.of(), List.of(TargetContent.on(Platform.X))),
                    UUID::randomUUID,
                    lately);
            var target = post.publish(lately).getFirst();
            post.sending(target.id(), lately);
            fate.befall(post, target.id());
            posts.saveAndFlush(post);
            jdbc.sql("""
                            insert into post_attempts
                              (id, target_id, user_id, round, number, idempotency_key, started_at, ended_at, outcome)
                            values (gen_random_uuid(), :target, :user, 1, 1, :key, now(), now(), 'refused')
                            """)
                    .param("target", target.id())
                    .param("user", member.user().id().value())
                    .param("key", target.id() + ".1.1")
                    .update();
            return post.id();
        }));
    }

    private String keyOf(UUID post) {
        return target(post).path("id").asString() + ".1.1";
    }

    private JsonNode target(UUID post) {
        return social.fetch(member, post).path("targets").path(0);
    }

    private List<JsonNode> externalPosts() {
        return fetch("/api/v1/social/external-posts")
                .path("items")
                .valueStream()
                .toList();
    }

    private String notifications() {
        return fetch("/api/v1/notifications").toString();
    }

    private JsonNode fetch(String path) {
        try {
            return json.readTree(mvc.perform(get(path).with(TestUsers.as(member.user())))
                    .andReturn()
                    .getResponse()
                    .getContentAsString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private void tells(String... rows) {
        var answer = rows.length == 0
                ? okJson("{\"history\": {\"code\": 221, \"status\": \"error\"}}")
                        .withStatus(400)
                : okJson("{\"history\": [%s]}".formatted(String.join(",", rows)));
        ayrshare.stubFor(member.only(WireMock.get(urlPathEqualTo("/history"))).willReturn(answer));
    }

    private void has(String id, ResponseDefinitionBuilder answer) {
        ayrshare.stubFor(member.only(WireMock.get("/post/" + id)).willReturn(answer));
    }

    private static String row(String id, String status, String text, @Nullable String url, Instant at) {
        String networks = url == null
                ? ""
                : "{\"platform\": \"twitter\", \"status\": \"success\", \"id\": \"id-%s\", \"postUrl\": \"%s\"}"
                        .formatted(id, url);
        return """
                {"id": "%s", "status": "%s", "post": "%s", "platforms": ["twitter"], "postIds": [%s], "created": "%s"}""".formatted(id, status, text, networks, at);
    }

    private static String noted(String row, String key) {
        return row.replaceFirst("\\{", "{\"notes\": \"" + key + "\", ");
    }

    private String since() {
        return "{\"provider\": \"ayrshare\", \"kind\": \"since\", \"since\": \"%s\"}"
                .formatted(lately.minus(Duration.ofHours(1)));
    }

    private static String one(String id) {
        return "{\"provider\": \"ayrshare\", \"kind\": \"one\", \"id\": \"%s\"}".formatted(id);
    }

    private static List<String> found(JsonNode report) {
        assertThat(report.path("job").path("status").asString())
                .as("%s", report)
                .isEqualTo("succeeded");
        return report.path("drifts")
                .valueStream()
                .map(drift -> "%s %s %s"
                        .formatted(
                                drift.path("entity").asString(),
                                drift.path("kind").asString(),
                                drift.path("vendorId").asString()))
                .toList();
    }
}

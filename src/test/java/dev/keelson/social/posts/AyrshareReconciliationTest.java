package dev.keelson.social.posts;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.accounts.Account;
import dev.keelson.social.accounts.Account.LinkState;
import dev.keelson.social.accounts.LinkedAccounts;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import dev.keelson.testing.SyncApi;
import dev.keelson.testing.SyncTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.JsonNode;

/** What Ayrshare's events did not tell us, which it sends three times within 35 seconds and never again. */
@SyncTest
@Import(SocialFixture.class)
class AyrshareReconciliationTest {
    private static final String FULL = "{\"provider\": \"ayrshare\", \"kind\": \"full\"}";

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private SyncApi sync;

    @Autowired
    private SocialFixture social;

    @Autowired
    private LinkedAccounts accounts;

    @Autowired
    private Posts posts;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    /** What other tests have left would be compared too. */
    @BeforeEach
    void nobodyHere() {
        jdbc.sql("update social_profiles set state = 'deleted', profile_key = null, ref_id = null")
                .update();
        jdbc.sql("delete from posts").update();
        lists();
        ayrshare.stubFor(get(urlPathEqualTo("/history"))
                .willReturn(okJson("{\"history\": {\"code\": 221, \"status\": \"error\"}}")
                        .withStatus(400)));
    }

    @Test
    void linkThatWeWereNotToldOfIsFoundByOneRequest() {
        var member = social.linkedTo(Platform.FACEBOOK);
        var other = social.linkedTo(Platform.X);
        lists(profile(member, "facebook", "instagram"), profile(other, "twitter"));
        tells(member, "facebook", "instagram");

        var report = sync.run(since());

        assertThat(status(report)).isEqualTo("succeeded");
        assertThat(found(report)).containsExactly("account missing " + member.refId() + "/instagram");
        assertThat(account(member, Platform.INSTAGRAM).state()).isEqualTo(LinkState.ACTIVE);
        // The other's list was as ours: nobody asks for it.
        ayrshare.verify(0, other.only(getRequestedFor(urlEqualTo("/user"))));
    }

    @Test
    void linkThatHasEndedIsNoLongerShown() {
        var member = social.linkedTo(Platform.FACEBOOK, Platform.X);
        lists(profile(member, "twitter"));
        tells(member, "twitter");

        var report = sync.run(since());

        assertThat(found(report)).containsExactly("account deleted " + member.refId() + "/facebook");
        assertThat(account(member, Platform.FACEBOOK).state()).isEqualTo(LinkState.UNLINKED);
    }

    @Test
    void fullPassAsksEveryProfile() {
        var member = social.linkedTo(Platform.X);
        lists(profile(member, "twitter"));
        ayrshare.stubFor(member.only(get("/user")).willReturn(okJson("""
                {"activeSocialAccounts": ["twitter"], "displayNames": [{"platform": "twitter", "displayName": "Renamed"}]}
                """)));

        var report = sync.run(FULL);

        assertThat(found(report)).containsExactly("account different " + member.refId() + "/x");
        assertThat(account(member, Platform.X).name()).isEqualTo("Renamed");
    }

    @Test
    void newerAnswerThatAnEventHasBroughtWins() {
        var member = social.linkedTo(Platform.X);
        lists(profile(member, "facebook"));
        tells(member, "facebook");
        jdbc.sql("update social_profiles set accounts_synced_at = now() + interval '1 minute' where user_id = :user")
                .param("user", member.user().id().value())
                .update();

        assertThat(found(sync.run(since()))).isEmpty();
        assertThat(account(member, Platform.X).state()).isEqualTo(LinkState.ACTIVE);
    }

    @Test
    void profileOfNobodyIsReportedAndLeftAlone() {
        lists("{\"refId\": \"ref-stranger\", \"title\": \"Somebody's\", \"activeSocialAccounts\": [\"x\"]}");

        var report = sync.run(since());

        assertThat(found(report)).containsExactly("profile orphan ref-stranger");
        assertThat(report.path("job").path("repaired").asLong()).isZero();
    }

    @Test
    void profileThatIsGoneAtAyrshareIsReported() {
        var member = social.linkedTo(Platform.X);
        jdbc.sql("update social_profiles set created_at = created_at - interval '1 hour'")
                .update();

        var report = sync.run(FULL);

        assertThat(status(report)).isEqualTo("succeeded");
        assertThat(found(report)).containsExactly("profile deleted " + member.refId());
        assertThat(account(member, Platform.X).state()).isEqualTo(LinkState.ACTIVE);
    }

    @Test
    void suspendedProfileDoesNotKeepTheOthersFromBeingLookedAt() {
        var suspended = social.linkedTo(Platform.X);
        var member = social.linkedTo();
        lists(profile(suspended), profile(member, "bluesky"));
        ayrshare.stubFor(suspended
                .only(get("/user"))
                .willReturn(okJson("{\"status\": \"error\", \"code\": 276, \"message\": \"suspended\"}")
                        .withStatus(403)));
        tells(member, "bluesky");

        var report = sync.run(since());

        assertThat(status(report)).isEqualTo("succeeded");
        assertThat(found(report))
                .containsExactlyInAnyOrder(
                        "profile different " + suspended.refId(), "account missing " + member.refId() + "/bluesky");
    }

    @Test
    void profilesAreReadPageByPage() {
        var first = social.linkedTo(Platform.X);
        var second = social.linkedTo(Platform.X);
        ayrshare.stubFor(get(urlPathEqualTo("/profiles"))
                .withQueryParam("cursor", absent())
                .willReturn(okJson("{\"profiles\": [%s], \"hasMore\": true, \"nextCursor\": \"c/2=\"}"
                        .formatted(profile(first)))));
        ayrshare.stubFor(get(urlPathEqualTo("/profiles"))
                .withQueryParam("cursor", equalTo("c/2="))
                .willReturn(okJson("{\"profiles\": [%s], \"hasMore\": false}".formatted(profile(second)))));
        tells(first);
        tells(second);

        assertThat(found(sync.run(since())))
                .containsExactly("account deleted " + first.refId() + "/x", "account deleted " + second.refId() + "/x");
    }

    @Test
    void postWhoseNewsWasLostIsLookedUp() {
        var member = social.linkedTo(Platform.TIKTOK);
        lists(profile(member, "tiktok"));
        String ayrshareId = "AYR-" + member.refId();
        var post = accepted(member, ayrshareId, "pending");
        ayrshare.stubFor(member.only(get("/post/" + ayrshareId)).willReturn(okJson(published(ayrshareId))));

        var report = sync.run(since());

        assertThat(found(report)).containsExactly("post different " + ayrshareId);
        assertThat(social.fetch(member, post).path("status").asString()).isEqualTo("published");
    }

    @Test
    void postThatIsOnItsWayIsNotJudged() {
        var member = social.linkedTo(Platform.TIKTOK);
        lists(profile(member, "tiktok"));
        accepted(member, "AYR-" + member.refId(), "open");

        assertThat(found(sync.run(since()))).isEmpty();
        ayrshare.verify(0, member.only(getRequestedFor(urlPathEqualTo("/post/AYR-" + member.refId()))));
    }

    @Test
    void postThatWasGivenUpIsFoundByAFullPassAlone() {
        var member = social.linkedTo(Platform.TIKTOK);
        lists(profile(member, "tiktok"));
        tells(member, "tiktok");
        String ayrshareId = "AYR-" + member.refId();
        var post = accepted(member, ayrshareId, "pending");
        transaction.executeWithoutResult(_ -> {
            var given = posts.lock(post).orElseThrow();
            given.leftUnknown(given.targets().getFirst().id(), Instant.now());
            posts.save(given);
        });
        ayrshare.stubFor(member.only(get("/post/" + ayrshareId)).willReturn(okJson(published(ayrshareId))));

        assertThat(found(sync.run(since()))).isEmpty();
        assertThat(found(sync.run(FULL))).contains("post different " + ayrshareId);
        assertThat(social.fetch(member, post).path("status").asString()).isEqualTo("published");
    }

    @Test
    void postThatAyrshareDoesNotKnowIsReported() {
        var member = social.linkedTo(Platform.TIKTOK);
        lists(profile(member, "tiktok"));
        String ayrshareId = "AYR-" + member.refId();
        var post = accepted(member, ayrshareId, "pending");
        ayrshare.stubFor(member.only(get("/post/" + ayrshareId))
                .willReturn(okJson("{\"status\": \"error\", \"code\": 114, \"message\": \"not found\"}")
                        .withStatus(404)));

        var report = sync.run(since());

        assertThat(status(report)).isEqualTo("succeeded");
        assertThat(found(report)).containsExactly("post deleted " + ayrshareId);
        assertThat(social.fetch(member, post).path("status").asString()).isEqualTo("publishing");
    }

    @Test
    void oneProfileOrOnePostIsLookedAt() {
        var member = social.linkedTo();
        lists(profile(member, "bluesky"));
        tells(member, "bluesky");
        String ayrshareId = "AYR-" + member.refId();
        accepted(member, ayrshareId, "pending");
        ayrshare.stubFor(member.only(get("/post/" + ayrshareId)).willReturn(okJson(published(ayrshareId))));

        assertThat(found(sync.run(one(member.refId()))))
                .containsExactly("account missing " + member.refId() + "/bluesky");
        assertThat(found(sync.run(one(ayrshareId)))).containsExactly("post different " + ayrshareId);
    }

    /** A post that Ayrshare has taken, and of which no task is going to ask. */
    private UUID accepted(Member member, String ayrshareId, String outcome) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            var now = Instant.now();
            var content = new PostContent(
                    "Look", List.of("https://cdn.example.com/a.mp4"), List.of(TargetContent.on(Platform.TIKTOK)));
            var post = Post.draft(member.user().id(), content, UUID::randomUUID, now);
            var target = post.publish(now).getFirst();
            post.sending(target.id(), now);
            post.accepted(target.id(), ayrshareId, now);
            posts.saveAndFlush(post);
            jdbc.sql("""
                            insert into post_attempts
                              (id, target_id, user_id, round, number, idempotency_key, started_at, ended_at, outcome)
                            values (:id, :target, :user, :round, 1, :key, now(), :ended::timestamptz, :outcome)
                            """)
                    .param("id", UUID.randomUUID())
                    .param("target", target.id())
                    .param("user", member.user().id().value())
                    .param("round", target.round())
                    .param("key", target.id() + ".1.1")
                    .param("ended", outcome.equals("open") ? null : now.toString())
                    .param("outcome", outcome)
                    .update();
            return post.id();
        }));
    }

    private static String published(String ayrshareId) {
        return """
                {"id": "%s", "status": "success", "postIds": [
                  {"platform": "tiktok", "status": "success", "id": "7301", "postUrl": "https://www.tiktok.com/1"}]}
                """.formatted(ayrshareId);
    }

    private void lists(String... profiles) {
        ayrshare.stubFor(get(urlPathEqualTo("/profiles"))
                .willReturn(okJson("{\"profiles\": [%s], \"hasMore\": false}".formatted(String.join(",", profiles)))));
    }

    private static String profile(Member member, String... linked) {
        return "{\"refId\": \"%s\", \"title\": \"%s\", \"activeSocialAccounts\": [%s]}"
                .formatted(member.refId(), member.user().id(), quoted(linked));
    }

    private void tells(Member member, String... linked) {
        ayrshare.stubFor(member.only(get("/user"))
                .willReturn(okJson("{\"activeSocialAccounts\": [%s], \"displayNames\": [%s]}"
                        .formatted(
                                quoted(linked),
                                Arrays.stream(linked)
                                        .map(name ->
                                                "{\"platform\": \"%s\", \"displayName\": \"Acme\"}".formatted(name))
                                        .collect(Collectors.joining(","))))));
    }

    private static String quoted(String... names) {
        return Arrays.stream(names).map(name -> '"' + name + '"').collect(Collectors.joining(","));
    }

    private static String since() {
        return "{\"provider\": \"ayrshare\", \"kind\": \"since\", \"since\": \"%s\"}"
                .formatted(Instant.now().minus(Duration.ofHours(1)));
    }

    private static String one(String id) {
        return "{\"provider\": \"ayrshare\", \"kind\": \"one\", \"id\": \"%s\"}".formatted(id);
    }

    private Account account(Member member, Platform platform) {
        return accounts.find(member.user().id(), platform).orElseThrow();
    }

    private static String status(JsonNode report) {
        return report.path("job").path("status").asString();
    }

    private static List<String> found(@Nullable JsonNode report) {
        return Objects.requireNonNull(report)
                .path("drifts")
                .valueStream()
                .map(drift -> "%s %s %s"
                        .formatted(
                                drift.path("entity").asString(),
                                drift.path("kind").asString(),
                                drift.path("vendorId").asString()))
                .toList();
    }
}

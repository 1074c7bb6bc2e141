package dev.keelson.sandbox.ayrshare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.util.LinkedMultiValueMap;

class LinkingTest {
    private final Ayrshare ayrshare = Ayrshare.shared();

    @Test
    void sessionHasThePageAndItsEnd() {
        var profile = ayrshare.profile();

        var session = profile.call(HttpMethod.POST, "/profiles/link-sessions", "{}");

        assertThat(session.status()).isEqualTo(200);
        assertThat(session.text("/status")).isEqualTo("success");
        assertThat(session.text("/url"))
                .isEqualTo(ayrshare.sandbox().url() + "/ayrshare/link/ayr_" + session.text("/sessionId"));
        assertThat(session.text("/expiresAt")).endsWith("Z");
        assertThat(session.text("/title")).isEqualTo(profile.title());
        assertThat(profile.get("/profiles/link-sessions/" + session.text("/sessionId"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void pageOffersAllNetworks() {
        var page = ayrshare.page(ayrshare.linkUrl(ayrshare.profile(), "{}"));

        assertThat(page.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(page.getBody())
                .contains(Network.ids().stream().map("value=\"%s\""::formatted).toList());
    }

    @Test
    void tickedNetworksAreLinkedAndAnnounced() {
        var profile = ayrshare.profile();

        var done = ayrshare.link(ayrshare.linkUrl(profile, "{}"), "bluesky", "linkedin");

        assertThat(done.getStatusCode()).isEqualTo(HttpStatus.OK);
        assertThat(done.getBody()).contains("Linked now: Bluesky, LinkedIn.");
        var user = profile.get("/user");
        assertThat(user.body().path("activeSocialAccounts"))
                .extracting(node -> node.asString())
                .containsExactly("bluesky", "linkedin");
        assertThat(user.text("/refId")).isEqualTo(profile.refId());
        assertThat(user.body().at("/created/_seconds").asLong()).isPositive();
        assertThat(user.text("/displayNames/1/platform")).isEqualTo("linkedin");
        assertThat(user.body().at("/displayNames/1/refreshDaysRemaining").asInt())
                .isEqualTo(365);
        assertThat(ayrshare.page(user.text("/displayNames/0/userImage")).getBody())
                .contains("<svg");
        assertThat(profile.awaitHooks(2, "social")).allSatisfy(hook -> {
            assertThat(hook.path("type").asString()).isEqualTo("link");
            assertThat(hook.path("source").asString()).isEqualTo("user");
            assertThat(hook.path("platform").asString()).isIn("bluesky", "linkedin");
            assertThat(hook.path("hookId").asString()).hasSize(20);
            assertThat(hook.path("created").asString()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        });
    }

    @Test
    void laterSessionAddsToWhatIsLinked() {
        var profile = ayrshare.profile("bluesky");

        ayrshare.link(ayrshare.linkUrl(profile, "{}"), "threads");

        assertThat(profile.get("/user").body().path("activeSocialAccounts")).hasSize(2);
    }

    @Test
    void redirectIsFollowedAfterTheLinking() {
        var profile = ayrshare.profile();
        var url = ayrshare.linkUrl(profile, "{\"redirect\": \"https://app.example/accounts\"}");

        var done = ayrshare.link(url, "bluesky");

        assertThat(done.getStatusCode()).isEqualTo(HttpStatus.SEE_OTHER);
        assertThat(done.getHeaders().getLocation()).hasToString("https://app.example/accounts");
    }

    @Test
    void sessionThatCannotBeIsRefused() {
        var profile = ayrshare.profile();

        var script = open(profile, "{\"redirect\": \"javascript:alert(1)\"}");
        var network = open(profile, "{\"allowedSocial\": [\"myspace\"]}");
        var connect = open(profile, "{\"mode\": \"connect\", \"network\": \"bluesky\"}");
        var primary = ayrshare.call(HttpMethod.POST, "/profiles/link-sessions", null, "{}");

        assertThat(script.code()).isEqualTo(101);
        assertThat(network.code()).isEqualTo(101);
        assertThat(connect.code()).isEqualTo(504);
        assertThat(primary.status()).isEqualTo(400);
    }

    @Test
    void onlyAllowedNetworksCanBeLinked() {
        var profile = ayrshare.profile();
        var url = ayrshare.linkUrl(profile, "{\"allowedSocial\": [\"bluesky\"]}");

        var refused = ayrshare.link(url, "bluesky", "facebook");

        assertThat(refused.getStatusCode()).isEqualTo(HttpStatus.BAD_REQUEST);
        assertThat(profile.get("/user").body().path("activeSocialAccounts")).isEmpty();
        assertThat(ayrshare.page(url).getBody()).doesNotContain("value=\"facebook\"");
    }

    @Test
    void sessionEndsAfterFiveMinutes() {
        var profile = ayrshare.profile();
        var session = open(profile, "{}");

        ayrshare.bean(MovableClock.class).move(Duration.ofMinutes(5));

        var page = ayrshare.link(session.text("/url"), "bluesky");
        assertThat(page.getStatusCode()).isEqualTo(HttpStatus.GONE);
        assertThat(page.getBody()).contains("expired", "503");
        var asked = profile.get("/profiles/link-sessions/" + session.text("/sessionId"));
        assertThat(asked.code()).isEqualTo(503);
    }

    @Test
    void unknownSessionIsNotFound() {
        var page = ayrshare.page("/ayrshare/link/ayr_ls_unknown");

        assertThat(page.getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(page.getBody()).contains("502");
    }

    @Test
    void unlinkedByTheUser() {
        var profile = ayrshare.profile("bluesky");

        var unlinked = profile.call(HttpMethod.DELETE, "/profiles/social", "{\"platform\": \"bluesky\"}");
        var again = profile.call(HttpMethod.DELETE, "/profiles/social", "{\"platform\": \"bluesky\"}");

        assertThat(unlinked.text("/status")).isEqualTo("success");
        assertThat(again.code()).isEqualTo(156);
        assertThat(profile.get("/user").body().path("activeSocialAccounts")).isEmpty();
        var hook = profile.awaitHooks(1, sent -> sent.path("type").asString("").equals("unlink"));
        assertThat(hook.getFirst().path("source").asString()).isEqualTo("user");
    }

    @Test
    void unlinkedOnThePage() {
        var profile = ayrshare.profile("bluesky", "threads");
        var form = new LinkedMultiValueMap<String, String>();
        form.add("unlink", "threads");

        ayrshare.sandbox()
                .client()
                .post()
                .uri(ayrshare.linkUrl(profile, "{}"))
                .body(form)
                .retrieve()
                .toBodilessEntity();

        assertThat(profile.get("/user").text("/activeSocialAccounts/0")).isEqualTo("bluesky");
        profile.awaitHooks(1, sent -> sent.path("type").asString("").equals("unlink"));
    }

    @Test
    void droppedLinkIsAnnouncedAsTheSystems() {
        var profile = ayrshare.profile("linkedin");

        var dropped = ayrshare.control("/profiles/" + profile.refId() + "/drop", "{\"platform\": \"linkedin\"}");

        assertThat(dropped.status()).isEqualTo(200);
        var hook = profile.awaitHooks(1, sent -> sent.path("type").asString("").equals("unlink"))
                .getFirst();
        assertThat(hook.path("source").asString()).isEqualTo("system");
        assertThat(hook.at("/details/code").asInt()).isEqualTo(161);
        assertThat(profile.get("/user").body().path("activeSocialAccounts")).isEmpty();
    }

    @Test
    void linkThatEndsSoonIsAnnounced() {
        var profile = ayrshare.profile("linkedin");

        ayrshare.control("/profiles/" + profile.refId() + "/warn", "{\"platform\": \"linkedin\"}");

        var hook = profile.awaitHooks(1, sent -> sent.path("type").asString("").equals("refresh"))
                .getFirst();
        assertThat(hook.path("refreshBy").asString()).endsWith("Z");
        assertThat(profile.get("/user").body().path("activeSocialAccounts")).hasSize(1);
    }

    @Test
    void daysThatALinkStillWorksAreListedToo() {
        var profile = ayrshare.profile("linkedin");

        ayrshare.control("/profiles/" + profile.refId() + "/warn", "{\"platform\": \"linkedin\", \"days\": 3}");

        assertThat(profile.get("/user")
                        .body()
                        .at("/displayNames/0/refreshDaysRemaining")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void everythingIsRefusedForASuspendedProfile() {
        var profile = ayrshare.profile("linkedin");

        ayrshare.control("/profiles/" + profile.refId() + "/suspension", "{}");

        assertThat(profile.get("/user").status()).isEqualTo(403);
        assertThat(profile.get("/user").body().path("code").asInt()).isEqualTo(276);
    }

    @Test
    void controlCallThatCannotBeDoneSaysWhy() {
        var profile = ayrshare.profile();

        assertThat(ayrshare.control("/profiles/nobody/drop", "{\"platform\": \"linkedin\"}")
                        .status())
                .isEqualTo(404);
        assertThat(ayrshare.control("/profiles/" + profile.refId() + "/drop", "{\"platform\": \"linkedin\"}")
                        .text("/error"))
                .contains("not linked");
        assertThat(ayrshare.control("/profiles/" + profile.refId() + "/drop", "{\"platform\": \"myspace\"}")
                        .text("/error"))
                .contains("bluesky");
    }

    private static Ayrshare.Answer open(Ayrshare.Profile profile, String body) {
        return profile.call(HttpMethod.POST, "/profiles/link-sessions", body);
    }
}

package dev.keelson.sandbox.ayrshare;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;

/** What can be asked and done about posts that are there. */
class PostsTest {
    private final Ayrshare ayrshare = Ayrshare.shared();

    @Test
    void emptyHistoryIsAnError() {
        var history = ayrshare.profile("bluesky").get("/history");

        assertThat(history.status()).isEqualTo(400);
        assertThat(history.body().at("/history/code").asInt()).isEqualTo(221);
        assertThat(history.text("/history/status")).isEqualTo("error");
    }

    @Test
    void historyIsNewestFirstAndHasTheNotes() {
        var profile = ayrshare.profile("bluesky", "linkedin");
        profile.post("{\"post\": \"One\", \"platforms\": [\"bluesky\"], \"notes\": \"campaign=spring\"}");
        profile.post("Two", "linkedin");
        profile.post("Three", "facebook");

        var history = profile.get("/history?lastDays=1");

        assertThat(history.status()).isEqualTo(200);
        assertThat(history.text("/refId")).isEqualTo(profile.refId());
        assertThat(history.body().path("history"))
                .extracting(row -> row.path("post").asString())
                .containsExactly("Three", "Two", "One");
        assertThat(history.text("/history/2/notes")).isEqualTo("campaign=spring");
        assertThat(history.text("/history/2/type")).isEqualTo("now");
        assertThat(history.text("/history/0/status")).isEqualTo("error");
        assertThat(history.body().at("/history/0/errors/0/code").asInt()).isEqualTo(156);
        assertThat(count(profile, "limit=2")).isEqualTo(2);
        assertThat(count(profile, "platforms=bluesky,facebook")).isEqualTo(2);
        assertThat(count(profile, "platforms%5B0%5D=linkedin")).isEqualTo(1);
        assertThat(count(profile, "status=success")).isEqualTo(2);
        assertThat(count(profile, "startDate=2001-01-01T00:00:00Z&endDate=2099-01-01T00:00:00Z"))
                .isEqualTo(3);
        assertThat(profile.get("/history?type=scheduled").status()).isEqualTo(400);
        assertThat(profile.get("/history?startDate=yesterday").code()).isEqualTo(101);
    }

    @Test
    void dateOfAScheduledPostHasTwoShapes() {
        var profile = ayrshare.profile("bluesky");
        var at = ayrshare.bean(MovableClock.class)
                .instant()
                .plus(1, ChronoUnit.DAYS)
                .truncatedTo(ChronoUnit.SECONDS);
        var id = profile.post(
                        "{\"post\": \"Later\", \"platforms\": [\"bluesky\"], \"scheduleDate\": \"%s\"}".formatted(at))
                .post()
                .path("id")
                .asString();

        var inList = profile.get("/history").body().at("/history/0");

        assertThat(inList.path("type").asString()).isEqualTo("scheduled");
        assertThat(inList.at("/scheduleDate/_seconds").asLong()).isEqualTo(at.getEpochSecond());
        assertThat(profile.get("/post/" + id).text("/scheduleDate")).isEqualTo(at.toString());
    }

    @Test
    void postOfAnotherProfileIsNotFound() {
        var id = publish(ayrshare.profile("bluesky"), "bluesky");

        var foreign = ayrshare.profile("bluesky").get("/post/" + id);

        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.code()).isEqualTo(114);
    }

    @Test
    void deletedPostIsGoneFromItsNetwork() {
        var profile = ayrshare.profile("bluesky");
        var id = publish(profile, "bluesky");
        var url = profile.get("/post/" + id).text("/postIds/0/postUrl");

        var deleted = delete(profile, "{\"id\": \"%s\"}".formatted(id));

        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.text("/status")).isEqualTo("success");
        assertThat(deleted.text("/id")).isEqualTo(id);
        assertThat(deleted.code()).isEqualTo(200);
        assertThat(deleted.text("/bluesky/status")).isEqualTo("success");
        assertThat(ayrshare.page(url).getStatusCode()).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(profile.get("/post/" + id).text("/status")).isEqualTo("deleted");

        var again = delete(profile, "{\"id\": \"%s\"}".formatted(id));

        assertThat(again.status()).isEqualTo(400);
        assertThat(again.code()).isEqualTo(383);
        assertThat(profile.post("Hello", "bluesky").status()).isEqualTo(200);
    }

    @Test
    void unknownPostCannotBeDeleted() {
        var refused = delete(ayrshare.profile(), "{\"id\": \"unknown\"}");

        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.code()).isEqualTo(114);
        assertThat(refused.text("/action")).isEqualTo("delete");
    }

    @Test
    void networkThatKeepsPostsRefusesTheDeletion() {
        var profile = ayrshare.profile("bluesky", "threads");
        var id = publish(profile, "bluesky", "threads");

        var refused = delete(profile, "{\"id\": \"%s\"}".formatted(id));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/status")).isEqualTo("error");
        assertThat(refused.text("/bluesky/status")).isEqualTo("success");
        assertThat(refused.body().at("/threads/code").asInt()).isEqualTo(382);
        assertThat(profile.get("/post/" + id).body().path("postIds")).hasSize(1);

        var marked = delete(profile, "{\"id\": \"%s\", \"markManualDeleted\": true}".formatted(id));

        assertThat(marked.status()).isEqualTo(200);
        assertThat(profile.get("/post/" + id).text("/status")).isEqualTo("deleted");
    }

    @Test
    void manyPostsAreDeletedAtOnce() {
        var profile = ayrshare.profile("bluesky");
        var id = publish(profile, "bluesky");
        var at = ayrshare.bean(MovableClock.class).instant().plus(Duration.ofDays(1));
        profile.post("{\"post\": \"Later\", \"platforms\": [\"bluesky\"], \"scheduleDate\": \"%s\"}".formatted(at));

        var scheduled = delete(profile, "{\"deleteAllScheduled\": true}");
        var bulk = delete(profile, "{\"bulk\": [\"%s\", \"unknown\"]}".formatted(id));

        assertThat(scheduled.body().path("posts")).hasSize(1);
        assertThat(bulk.text("/status")).isEqualTo("error");
        assertThat(bulk.text("/posts/0/status")).isEqualTo("success");
        assertThat(bulk.body().at("/posts/1/code").asInt()).isEqualTo(114);
        assertThat(count(profile, "status=deleted")).isEqualTo(2);
        assertThat(delete(profile, "{}").code()).isEqualTo(101);
    }

    @Test
    void mediaUrlIsJudgedByItsName() {
        var found = exists("https://cdn.example/picture.jpg");
        var missing = exists("https://cdn.example/missing.jpg");

        assertThat(found.text("/status")).isEqualTo("success");
        assertThat(found.text("/contentType")).isEqualTo("image/jpeg");
        assertThat(missing.status()).isEqualTo(400);
        assertThat(missing.body().path("statusCode").asInt()).isEqualTo(404);
        assertThat(exists("http://cdn.example/picture.jpg").code()).isEqualTo(101);
    }

    private Ayrshare.Answer exists(String url) {
        return ayrshare.call(HttpMethod.POST, "/media/urlExists", null, "{\"mediaUrl\": \"%s\"}".formatted(url));
    }

    private static String publish(Ayrshare.Profile profile, String... networks) {
        return profile.post("Hello", networks).post().path("id").asString();
    }

    private static Ayrshare.Answer delete(Ayrshare.Profile profile, String body) {
        return profile.call(HttpMethod.DELETE, "/post", body);
    }

    private static int count(Ayrshare.Profile profile, String query) {
        return profile.get("/history?" + query).body().path("count").asInt();
    }
}

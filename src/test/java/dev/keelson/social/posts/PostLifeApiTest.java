package dev.keelson.social.posts;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.Platform;
import dev.keelson.testing.TestUsers;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A post's life by its endpoints, also where two people or a person and the clock are at it at once. */
@SocialTest
class PostLifeApiTest {
    private static final String POSTS = "/api/v1/social/posts";
    private static final String SUCCESS = """
            {"status": "success", "id": "AYR-1", "postIds": [{"status": "success", "platform": "twitter", "id": "17"}]}
            """;

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private SocialFixture social;

    @Autowired
    private MockMvc mvc;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private JsonMapper json;

    @Test
    void draftIsScheduledAndTakenBack() throws Exception {
        var member = social.linkedTo(Platform.X);
        var id = draft(member, "Hi");
        var at = Instant.now().plus(Duration.ofDays(1));

        perform(member, "/schedule", id, "{\"when\": \"%s\"}".formatted(at))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.status").value("scheduled"))
                .andExpect(jsonPath("$.scheduledAt").value(at.toString()));
        perform(member, "/unschedule", id, "")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.status").value("draft"))
                .andExpect(jsonPath("$.scheduledAt").isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "2030-07-01T09:00, 2030-07-01T07:00:00Z",
        "2030-03-31T02:30, 2030-03-31T01:00:00Z", // left out
        "2030-10-27T02:30, 2030-10-27T00:30:00Z" // shown twice
    })
    void timeOnAClockIsMeantInItsZone(String local, String instant) throws Exception {
        var member = social.linkedTo(Platform.X);

        perform(
                        member,
                        "/schedule",
                        draft(member, "Hi"),
                        "{\"when\": \"%s\", \"timeZone\": \"Europe/Vienna\"}".formatted(local))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.scheduledAt").value(instant))
                .andExpect(jsonPath("$.scheduledZone").value("Europe/Vienna"))
                .andExpect(jsonPath("$.scheduledLocal").value(local + ":00"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"when": "now"}                                                     | when
            {"when": "draft"}                                                   | when
            {"when": "soon"}                                                    | when
            {"when": "2030-07-01T09:00", "timeZone": "Vienna"}                  | timeZone
            {"when": "2030-07-01T09:00:00Z", "timeZone": "Europe/Vienna"}       | when
            {"timeZone": "Europe/Vienna"}                                       | when
            """)
    void timeThatIsNoneIsRefused(String body, String field) throws Exception {
        var member = social.linkedTo(Platform.X);

        perform(member, "/schedule", draft(member, "Hi"), body)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.errors[0].field").value(field));
    }

    @Test
    void whoFetchedAnOlderVersionIsToldSo() throws Exception {
        var member = social.linkedTo(Platform.X);
        var id = draft(member, "Hi");
        mvc.perform(MockMvcRequestBuilders.patch(POSTS + "/{id}", id)
                .contentType("application/json")
                .content("{\"content\": \"Changed\"}")
                .with(TestUsers.as(member.user())));
        String when = "{\"when\": \"2030-07-01T09:00:00Z\"}";

        for (var request : List.of(
                MockMvcRequestBuilders.patch(POSTS + "/{id}", id).content("{\"content\": \"Mine\"}"),
                MockMvcRequestBuilders.post(POSTS + "/{id}/schedule", id).content(when),
                MockMvcRequestBuilders.post(POSTS + "/{id}/unschedule", id).content(""),
                MockMvcRequestBuilders.delete(POSTS + "/{id}", id))) {
            mvc.perform(request.contentType("application/json")
                            .header("If-Match", "\"0\"")
                            .with(TestUsers.as(member.user())))
                    .andExpect(status().isPreconditionFailed())
                    .andExpect(jsonPath("$.code").value("POST_CHANGED"));
        }
    }

    @Test
    void editWhilePublishingIsRefusedWithTheReason() throws Exception {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(post("/post")).willReturn(okJson(SUCCESS).withFixedDelay(1_500)));
        var id = social.publishNow(member, "Hi", Platform.X);

        mvc.perform(MockMvcRequestBuilders.patch(POSTS + "/{id}", id)
                        .contentType("application/json")
                        .content("{\"content\": \"Too late\"}")
                        .with(TestUsers.as(member.user())))
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("POST_STATE"))
                .andExpect(jsonPath("$.detail")
                        .value("The post is 'publishing' and cannot be edited. Wait until each network has answered;"
                                + " duplicate it to change what goes out next."));
        social.await(member, id, PostStatus.PUBLISHED);
    }

    @Test
    void networkThatIsAddedWhileThePostIsSentGoesOutAtOnceToo() throws Exception {
        var member = social.linkedTo(Platform.X, Platform.BLUESKY);
        ayrshare.stubFor(member.only(post("/post")).willReturn(okJson(SUCCESS)));
        var draft = read(mvc.perform(MockMvcRequestBuilders.post(POSTS)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("""
                                {"content": "Hi", "targets": [{"platform": "x"}], "when": "draft"}
                                """)
                        .with(TestUsers.as(member.user())))
                .andExpect(status().isCreated()));
        var id = UUID.fromString(draft.path("id").asString());

        mvc.perform(MockMvcRequestBuilders.patch(POSTS + "/{id}", id)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("""
                                {"targets": [{"platform": "x"}, {"platform": "bluesky"}], "when": "now"}
                                """)
                        .with(TestUsers.as(member.user())))
                .andExpect(status().isOk());

        await().untilAsserted(() -> assertThat(ayrshare.findAll(member.only(postRequestedFor(urlEqualTo("/post")))))
                .hasSize(2));
    }

    @Test
    void duplicateIsADraftWithTheSameContent() throws Exception {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(post("/post")).willReturn(okJson(SUCCESS)));
        var id = social.publishNow(member, "Once more", Platform.X);
        social.await(member, id, PostStatus.PUBLISHED);
        MockHttpServletRequestBuilder duplicate = MockMvcRequestBuilders.post(POSTS + "/{id}/duplicate", id)
                .header("Idempotency-Key", "copy-" + id)
                .with(TestUsers.as(member.user()));

        JsonNode first = read(mvc.perform(duplicate).andExpect(status().isCreated()));
        JsonNode again = read(mvc.perform(duplicate).andExpect(status().isCreated()));

        assertThat(first.path("id").asString()).isNotEqualTo(id.toString());
        assertThat(again.path("id").asString()).isEqualTo(first.path("id").asString());
        assertThat(first.path("status").asString()).isEqualTo("draft");
        assertThat(first.path("content").asString()).isEqualTo("Once more");
        assertThat(first.path("targets").path(0).path("status").asString()).isEqualTo("pending");
        assertThat(first.path("targets").path(0).path("url").isNull()).isTrue();
    }

    /** Either the edit comes first and is what goes out, or it is refused; never is something else said than sent. */
    @RepeatedTest(3)
    void editAgainstTheClock() throws Exception {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(post("/post")).willReturn(okJson(SUCCESS)));
        var id = draft(member, "Written");
        perform(
                member,
                "/schedule",
                id,
                "{\"when\": \"%s\"}".formatted(Instant.now().plusSeconds(60)));
        jdbc.sql("update posts set scheduled_at = now() + interval '150 milliseconds' where id = :id")
                .param("id", id)
                .update();
        Callable<String> publish = () -> {
            Thread.sleep(100);
            return "published "
                    + perform(member, "/publish", id, "")
                            .andReturn()
                            .getResponse()
                            .getStatus();
        };
        var actions = new ArrayList<Callable<String>>(List.of(publish, publish));
        for (int i = 0; i < 8; i++) {
            String text = "Edited " + i;
            int pause = 30 * i;
            actions.add(() -> {
                Thread.sleep(pause);
                int answer = mvc.perform(MockMvcRequestBuilders.patch(POSTS + "/{id}", id)
                                .contentType("application/json")
                                .content("{\"content\": \"%s\"}".formatted(text))
                                .with(TestUsers.as(member.user())))
                        .andReturn()
                        .getResponse()
                        .getStatus();
                return answer == 200 ? text : "refused " + answer;
            });
        }

        List<String> done = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : threads.invokeAll(actions)) {
                done.add(result.get());
            }
        }

        social.await(member, id, PostStatus.PUBLISHED);
        var sent = ayrshare.findAll(member.only(postRequestedFor(urlEqualTo("/post"))));
        String shown = social.fetch(member, id).path("content").asString();
        assertThat(sent).hasSize(1);
        assertThat(json.readTree(sent.getFirst().getBodyAsString()).path("post").asString())
                .isEqualTo(shown);
        assertThat(done).filteredOn(result -> result.startsWith("refused")).containsOnly("refused 409");
        assertThat(shown)
                .as("%s", done)
                .isIn(
                        done.stream().anyMatch(result -> result.startsWith("Edited"))
                                ? done.stream()
                                        .filter(result -> result.startsWith("Edited"))
                                        .toList()
                                : List.of("Written"));
    }

    @Test
    void listIsFilteredByStatusNetworkTextAndTime() throws Exception {
        var member = social.linkedTo(Platform.X, Platform.BLUESKY);
        var draft = draft(member, "Ships at 100% sail");
        var planned = draft(member, "Harbour_lights");
        perform(member, "/schedule", planned, "{\"when\": \"2030-07-01T09:00:00Z\"}");
        var deleted = draft(member, "Gone");
        mvc.perform(MockMvcRequestBuilders.delete(POSTS + "/{id}", deleted).with(TestUsers.as(member.user())));
        var variant =
                UUID.fromString(social.send(member, POSTS, """
                        {"content": "Anything", "targets": [{"platform": "bluesky", "content": "A LIGHThouse"}], "when": "draft"}
                        """, 201).path("id").asString());

        assertThat(listed(member, "")).containsExactly(variant, planned, draft);
        assertThat(listed(member, "?status=draft,scheduled")).containsExactly(variant, planned, draft);
        assertThat(listed(member, "?status=scheduled&status=deleted")).containsExactly(deleted, planned);
        assertThat(listed(member, "?platform=bluesky,twitter&status=draft")).containsExactly(variant, draft);
        assertThat(listed(member, "?platform=bluesky")).containsExactly(variant);
        assertThat(listed(member, "?q=light")).containsExactly(variant, planned);
        assertThat(listed(member, "?q=r_l")).containsExactly(planned);
        assertThat(listed(member, "?q=0%25%20s")).containsExactly(draft);
        assertThat(listed(member, "?q=%25")).containsExactly(draft);
        assertThat(listed(member, "?from=2030-01-01T00:00:00Z")).containsExactly(planned);
        assertThat(listed(member, "?to=2030-01-01T00:00:00Z")).containsExactly(variant, draft);
        mvc.perform(MockMvcRequestBuilders.get(POSTS + "?status=draft,lost").with(TestUsers.as(member.user())))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.errors[0].field").value("status"));
        mvc.perform(MockMvcRequestBuilders.get(POSTS + "?from=yesterday").with(TestUsers.as(member.user())))
                .andExpect(status().isBadRequest());
    }

    private List<UUID> listed(Member member, String query) throws Exception {
        var request = MockMvcRequestBuilders.get(URI.create(POSTS + query)).with(TestUsers.as(member.user()));
        return read(mvc.perform(request).andExpect(status().isOk()))
                .path("items")
                .valueStream()
                .map(item -> UUID.fromString(item.path("id").asString()))
                .toList();
    }

    private UUID draft(Member member, String content) {
        var created = social.send(member, POSTS, """
                {"content": "%s", "targets": [{"platform": "x"}], "when": "draft"}
                """.formatted(content), 201);
        return UUID.fromString(created.path("id").asString());
    }

    private ResultActions perform(Member member, String action, UUID id, String body) throws Exception {
        return mvc.perform(MockMvcRequestBuilders.post(POSTS + "/{id}" + action, id)
                .contentType("application/json")
                .content(body)
                .with(TestUsers.as(member.user())));
    }

    private JsonNode read(ResultActions result) throws Exception {
        return json.readTree(
                Objects.requireNonNull(result.andReturn().getResponse().getContentAsString()));
    }
}

package dev.keelson.social.posts;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.Platform;
import dev.keelson.testing.TestUsers;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.json.JsonMapper;

/** The posts' endpoints: good input, bad input, and two people at once. */
@SocialTest
class PostApiTest {
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
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private JsonMapper json;

    @Test
    void platformsArePublicAndCacheable() throws Exception {
        mvc.perform(MockMvcRequestBuilders.get("/api/v1/social/platforms"))
                .andExpect(status().isOk())
                .andExpect(header().string("Cache-Control", "max-age=3600, public"))
                .andExpect(jsonPath("$.items.length()").value(13))
                .andExpect(jsonPath("$.items[11].platform").value("x"))
                .andExpect(jsonPath("$.items[11].text.maxLength").value(280))
                .andExpect(jsonPath("$.items[11].text.counting").value("x_weighted"))
                .andExpect(jsonPath("$.items[11].rules[0].rule").value("text_max"))
                .andExpect(jsonPath("$.items[11].rules[0].value").value(280))
                .andExpect(jsonPath("$.items[11].rules[0].source").isNotEmpty())
                .andExpect(jsonPath("$.items[11].options.name").value("twitterOptions"));
    }

    @Test
    void validationJudgesEachNetworkAndPublishesNothing() throws Exception {
        mvc.perform(body(MockMvcRequestBuilders.post(POSTS + "/validate"), """
                        {"content": "%s", "targets": [{"platform": "twitter"}, {"platform": "linkedin"}]}
                        """.formatted("a".repeat(281)))
                        .with(TestUsers.as(users.fresh())))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.valid").value(false))
                .andExpect(jsonPath("$.targets[0].platform").value("x"))
                .andExpect(jsonPath("$.targets[0].findings[0].code").value("TEXT_TOO_LONG"))
                .andExpect(jsonPath("$.targets[0].findings[0].position").value(280))
                .andExpect(jsonPath("$.targets[1].valid").value(true));
    }

    @Test
    void validationShowsWhatTheTextCouldBeMadeInto() throws Exception {
        mvc.perform(body(MockMvcRequestBuilders.post(POSTS + "/validate"), """
                        {"content": "%s", "targets": [{"platform": "x"}, {"platform": "linkedin", "options": {"Visibility": "public"}}]}
                        """.formatted("word ".repeat(70) + "end"))
                        .with(TestUsers.as(users.fresh())))
                .andExpect(jsonPath("$.targets[0].valid").value(false))
                .andExpect(jsonPath("$.targets[0].findings[0].action").isNotEmpty())
                .andExpect(jsonPath("$.targets[0].findings[0].length").value(73))
                .andExpect(jsonPath("$.targets[0].optimized.length").value(276))
                .andExpect(jsonPath("$.targets[0].optimized.changes[0]").value("shortened from 353 to 276 characters"))
                .andExpect(jsonPath("$.targets[1].findings[0].code").value("UNKNOWN_OPTION"))
                .andExpect(jsonPath("$.targets[1].findings[0].field").value("targets[1].options.Visibility"))
                .andExpect(jsonPath("$.targets[1].optimized.changes").isEmpty());
    }

    @Test
    void variantIsOnlyTakenWhereThePostAsksForIt() throws Exception {
        var user = TestUsers.as(users.fresh());
        String long353 = "word ".repeat(70) + "end";

        mvc.perform(body(MockMvcRequestBuilders.post(POSTS), """
                        {"content": "%s", "targets": [{"platform": "x"}], "when": "draft"}
                        """.formatted(long353))
                        .with(user))
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.targets[0].content").doesNotExist());
        mvc.perform(body(MockMvcRequestBuilders.post(POSTS), """
                        {"content": "%s", "targets": [{"platform": "x"}, {"platform": "linkedin"}],
                         "when": "draft", "optimize": true}
                        """.formatted(long353))
                        .with(user))
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.content").value(long353))
                .andExpect(jsonPath("$.targets[0].platform").value("linkedin"))
                .andExpect(jsonPath("$.targets[0].content").doesNotExist())
                .andExpect(jsonPath("$.targets[1].platform").value("x"))
                .andExpect(jsonPath("$.targets[1].content")
                        .value("word ".repeat(55).strip() + "…"));
    }

    @Test
    void draftNeedsNoLinkedAccountAndSaysWhereItIs() throws Exception {
        var user = TestUsers.as(users.fresh());

        String location = answered(
                "Location",
                mvc.perform(body(MockMvcRequestBuilders.post(POSTS), """
                        {"content": "Hi", "targets": [{"platform": "twitter"}], "when": "draft"}
                        """).with(user))
                        .andExpect(status().isCreated())
                        .andExpect(jsonPath("$.status").value("draft"))
                        .andExpect(jsonPath("$.targets[0].platform").value("x"))
                        .andExpect(jsonPath("$.targets[0].status").value("pending"))
                        .andReturn());

        mvc.perform(MockMvcRequestBuilders.get(location).with(user)).andExpect(status().isOk());
    }

    @Test
    void whatANetworkIsToGetForItselfIsKept() throws Exception {
        mvc.perform(body(MockMvcRequestBuilders.post(POSTS), """
                        {"content": "Hi", "mediaUrls": ["https://media.example/wide.jpg"], "when": "draft", "targets": [
                          {"platform": "pinterest", "content": "Pin", "mediaUrls": ["https://media.example/tall.jpg"],
                           "firstComment": "More on our page", "options": {"boardId": "board-1", "altText": ["A ship"]}},
                          {"platform": "x", "thread": true}]}
                        """).with(TestUsers.as(users.fresh())))
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.targets[0].mediaUrls[0]").value("https://media.example/tall.jpg"))
                .andExpect(jsonPath("$.targets[0].firstComment").value("More on our page"))
                .andExpect(jsonPath("$.targets[0].options.boardId").value("board-1"))
                .andExpect(jsonPath("$.targets[0].options.altText[0]").value("A ship"))
                .andExpect(jsonPath("$.targets[1].mediaUrls").value((Object) null))
                .andExpect(jsonPath("$.targets[1].thread").value(true));
    }

    @Test
    void networkThatIsNotLinkedIsRefusedWithTheWayToLinkIt() {
        var member = social.linkedTo(Platform.BLUESKY);

        var problem = social.send(member, POSTS, """
                {"content": "Hi", "targets": [{"platform": "x"}], "when": "now"}
                """, 409);

        assertThat(problem.path("code").asString()).isEqualTo("ACCOUNT_NOT_LINKED");
        assertThat(problem.path("action").asString()).contains("POST /api/v1/social/link-sessions");
    }

    @Test
    void accountLinkedASecondAgoIsAskedForBeforeItIsRefused() {
        var member = social.linkedTo();
        jdbc.sql("update social_profiles set accounts_synced_at = now() - interval '1 minute' where user_id = :user")
                .param("user", member.user().id().value())
                .update();
        ayrshare.stubFor(member.only(get("/user")).willReturn(okJson("{\"activeSocialAccounts\": [\"twitter\"]}")));
        ayrshare.stubFor(member.only(post("/post")).willReturn(okJson(SUCCESS)));

        var id = social.publishNow(member, "Hi", Platform.X);

        social.await(member, id, PostStatus.PUBLISHED);
    }

    @Test
    void brokenRulesAreListedByField() {
        var member = social.linkedTo(Platform.X, Platform.INSTAGRAM);

        var problem = social.send(member, POSTS, """
                {"content": "%s", "targets": [{"platform": "x"}, {"platform": "instagram", "content": "hi"}], "when": "now"}
                """.formatted("a".repeat(300)), 422);

        assertThat(problem.path("code").asString()).isEqualTo("POST_BREAKS_RULES");
        assertThat(problem.path("errors").findValuesAsString("field"))
                .containsExactlyInAnyOrder("content", "mediaUrls");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"content": "a", "when": "now"}                                                                             | targets
            {"content": "a", "targets": [], "when": "now"}                                                              | targets
            {"content": "a", "targets": [null], "when": "now"}                                                          | targets[0]
            {"content": "a", "targets": [{}], "when": "now"}                                                            | targets[0].platform
            {"content": "a", "targets": [{"platform": "myspace"}], "when": "now"}                                       | targets[0].platform
            {"content": "a", "targets": [{"platform": "x"}, {"platform": "twitter"}], "when": "now"}                    | targets[1].platform
            {"content": "a", "targets": [{"platform": "x"}]}                                                            | when
            {"content": "a", "targets": [{"platform": "x"}], "when": "tomorrow"}                                        | when
            {"content": "a", "targets": [{"platform": "x"}], "when": "now", "mediaUrls": ["http://e.com/a.png"]}        | mediaUrls[0]
            {"content": "a", "targets": [{"platform": "x"}], "when": "now", "mediaUrls": ["https://e.com/a b.png"]}     | mediaUrls[0]
            {"content": "a", "targets": [{"platform": "x"}], "when": "now", "mediaUrls": ["https://u:p@e.com/a.png"]}   | mediaUrls[0]
            {"content": "a", "targets": [{"platform": "x"}], "when": "now", "mediaUrls": [null]}                        | mediaUrls[0]
            """)
    void badPostIsRefusedByField(String request, String field) throws Exception {
        mvc.perform(body(MockMvcRequestBuilders.post(POSTS), request).with(TestUsers.as(users.fresh())))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("VALIDATION_FAILED"))
                .andExpect(jsonPath("$.errors[0].field").value(field));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"content": "a\\u0000b", "targets": [{"platform": "x"}], "when": "draft"}                                      | content
            {"content": "a\\ud83d", "targets": [{"platform": "x"}], "when": "draft"}                                       | content
            {"content": "a\\ude00\\ud83d", "targets": [{"platform": "x"}], "when": "draft"}                               | content
            {"targets": [{"platform": "x", "content": "\\u0000"}], "when": "draft"}                                        | targets[0].content
            {"targets": [{"platform": "reddit", "title": "\\u0000"}], "when": "draft"}                                     | targets[0].title
            {"targets": [{"platform": "reddit", "subreddit": "\\u0000"}], "when": "draft"}                                 | targets[0].subreddit
            {"targets": [{"platform": "x", "firstComment": "\\u0000"}], "when": "draft"}                                   | targets[0].firstComment
            {"targets": [{"platform": "x", "options": {"altText": ["A ship", "\\u0000"]}}], "when": "draft"}               | targets[0].options.altText[1]
            {"targets": [{"platform": "x", "options": {"poll": {"options": ["\\ud83d"]}}}], "when": "draft"}               | targets[0].options.poll.options[0]
            {"targets": [{"platform": "x", "options": {"a\\u0000b": true}}], "when": "draft"}                              | targets[0].options
            {"targets": [{"platform": "x"}], "when": "\\u0000"}                                                            | when
            """)
    void characterThatIsNoneIsRefusedWhereItStands(String request, String field) throws Exception {
        var member = social.linkedTo(Platform.X);
        for (var call : new MockHttpServletRequestBuilder[] {
            MockMvcRequestBuilders.post(POSTS).header("Idempotency-Key", "key"),
            MockMvcRequestBuilders.post(POSTS + "/validate"),
            MockMvcRequestBuilders.patch(POSTS + "/{id}", draft(member))
        }) {
            mvc.perform(body(call, request).with(TestUsers.as(member.user())))
                    .andExpect(status().isBadRequest())
                    .andExpect(jsonPath("$.code").value("VALIDATION_FAILED"))
                    .andExpect(jsonPath("$.errors[0].field").value(field));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+999999999-12-31T23:59:59Z",
                "+294277-01-01T00:00:00Z",
                "+999999999-12-31T23:59",
                "+999999999-12-31T23:59[Europe/Vienna]",
                "3000-01-01T00:00:00Z"
            })
    void timeThatNobodyPlansForIsRefused(String when) throws Exception {
        var member = social.linkedTo(Platform.X);
        var id = draft(member);
        for (var call : new MockHttpServletRequestBuilder[] {
            body(MockMvcRequestBuilders.post(POSTS), """
                    {"content": "a", "targets": [{"platform": "x"}], "when": "%s"}
                    """.formatted(when)),
            body(MockMvcRequestBuilders.post(POSTS + "/validate"), """
                    {"content": "a", "targets": [{"platform": "x"}], "when": "%s"}
                    """.formatted(when)),
            body(MockMvcRequestBuilders.patch(POSTS + "/{id}", id), "{\"when\": \"%s\"}".formatted(when)),
            body(MockMvcRequestBuilders.post(POSTS + "/{id}/schedule", id), "{\"when\": \"%s\"}".formatted(when))
        }) {
            mvc.perform(call.with(TestUsers.as(member.user())))
                    .andExpect(status().isBadRequest())
                    .andExpect(jsonPath("$.errors[0].field").value("when"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2998-12-01T10:00Z",
                "2998-12-01T10:00:00Z",
                "2998-12-01T10:00:00.000Z",
                "2998-12-01T11:00+01:00",
                "2998-12-01T05:00-05"
            })
    void instantIsReadHoweverIso8601WritesIt(String when) {
        var member = social.linkedTo(Platform.X);

        var planned = social.send(member, POSTS, """
                {"content": "Hi", "targets": [{"platform": "x"}], "when": "%s"}
                """.formatted(when), 201);

        assertThat(planned.path("scheduledAt").asString()).isEqualTo("2998-12-01T10:00:00Z");
    }

    @Test
    void whatSomebodyElseHasChangedIsNotPublishedUnseen() throws Exception {
        var member = social.linkedTo(Platform.X);
        var id = draft(member);
        String etag = answered(
                "ETag",
                mvc.perform(MockMvcRequestBuilders.get(POSTS + "/{id}", id).with(TestUsers.as(member.user())))
                        .andReturn());
        mvc.perform(body(MockMvcRequestBuilders.patch(POSTS + "/{id}", id), "{\"content\": \"Not this\"}")
                        .with(TestUsers.as(member.user())))
                .andExpect(status().isOk());

        mvc.perform(MockMvcRequestBuilders.post(POSTS + "/{id}/publish", id)
                        .header("If-Match", etag)
                        .with(TestUsers.as(member.user())))
                .andExpect(status().isPreconditionFailed())
                .andExpect(jsonPath("$.code").value("POST_CHANGED"));
    }

    @Test
    void timeOnTheClockOfANamedZoneThatNobodyPlansForIsRefused() throws Exception {
        var member = social.linkedTo(Platform.X);

        mvc.perform(body(MockMvcRequestBuilders.post(POSTS + "/{id}/schedule", draft(member)), """
                        {"when": "+999999999-12-31T23:59", "timeZone": "Europe/Vienna"}
                        """)
                        .with(TestUsers.as(member.user())))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.errors[0].field").value("when"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            from | +999999999-12-31T23:59:59Z
            to   | +999999999-12-31T23:59:59Z
            to   | -999999999-01-01T00:00:00Z
            """)
    void listOfTimesThatNoRowHasIsRefused(String parameter, String time) throws Exception {
        mvc.perform(MockMvcRequestBuilders.get(POSTS).param(parameter, time).with(TestUsers.as(users.fresh())))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.errors[0].field").value(parameter));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ?from=2026-12-01                  | 'from' must be an instant such as 2026-12-01T10:00:00Z.
            ?limit=many                       | 'limit' must be a whole number.
            /mine                             | 'id' must be an id of this API
            /../calendar?from=2026-12-01T10   | 'from' must be a day such as 2026-12-01.
            """)
    void parameterOfAnotherKindIsToldWhatItMustBe(String query, String detail) throws Exception {
        mvc.perform(MockMvcRequestBuilders.get(URI.create(POSTS + query).normalize())
                        .with(TestUsers.as(users.fresh())))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("MALFORMED_REQUEST"))
                .andExpect(jsonPath("$.detail", startsWith(detail)));
    }

    @Test
    void cursorOfATimeThatNoRowHasIsRefused() throws Exception {
        String cursor = Base64.getUrlEncoder()
                .encodeToString("+999999999-12-31T23:59:59Z 019a0000-0000-7000-8000-000000000000".getBytes(UTF_8));

        mvc.perform(MockMvcRequestBuilders.get(POSTS).param("cursor", cursor).with(TestUsers.as(users.fresh())))
                .andExpect(status().isBadRequest());
    }

    @Test
    void searchForAZeroIsRefused() throws Exception {
        mvc.perform(MockMvcRequestBuilders.get(POSTS).param("q", "a\0b").with(TestUsers.as(users.fresh())))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.errors[0].field").value("q"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "[]", "{\"targets\": 5}"})
    void unreadablePostIsRefused(String request) throws Exception {
        mvc.perform(body(MockMvcRequestBuilders.post(POSTS), request).with(TestUsers.as(users.fresh())))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("MALFORMED_REQUEST"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"content": ["x"]}                                       | 'content' has a value that does not fit.
            {"targets": 5}                                           | 'targets' has a value that does not fit.
            {"targets": [{"platform": "x"}, {"options": [1]}]}       | 'targets[1].options' has a value that does not fit.
            {"optimize": "maybe"}                                    | 'optimize' has a value that does not fit.
            {"content": "a",                                         | The body is no JSON: see line 1, column
            []                                                       | The body must be a JSON object.
            null                                                     | The body is missing or broke off.
            """)
    void whatCannotBeReadIsNamed(String request, String detail) throws Exception {
        mvc.perform(body(MockMvcRequestBuilders.post(POSTS), request).with(TestUsers.as(users.fresh())))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").value("MALFORMED_REQUEST"))
                .andExpect(jsonPath("$.detail", startsWith(detail)));
    }

    @ParameterizedTest
    @CsvSource({
        "/social/posts,            status,    'must be one of draft, scheduled, held, publishing, published, '",
        "/social/posts,            platform,  'must be one of bluesky, facebook, gmb, instagram, '",
        "/social/external-posts,   platform,  'must be one of bluesky, '",
        "/social/best-times,       platforms, 'must be one of bluesky, '",
        "/social/schedule/free-slots, platforms, 'must be one of bluesky, '"
    })
    void nameThatIsNoneIsAnsweredWithThoseThatAre(String list, String parameter, String rule) throws Exception {
        mvc.perform(MockMvcRequestBuilders.get("/api/v1" + list)
                        .param(parameter, "myspace")
                        .with(TestUsers.as(users.fresh())))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.errors[0].field").value(parameter))
                .andExpect(jsonPath("$.errors[0].message", startsWith(rule)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=0", "?limit=101", "?limit=x", "?cursor=nonsense"})
    void badListIsRefused(String query) throws Exception {
        mvc.perform(MockMvcRequestBuilders.get(POSTS + query).with(TestUsers.as(users.fresh())))
                .andExpect(status().isBadRequest());
    }

    @Test
    void timeTooCloseIsRefused() {
        var member = social.linkedTo(Platform.X);

        var problem = social.send(member, POSTS, """
                {"content": "Hi", "targets": [{"platform": "x"}], "when": "%s"}
                """.formatted(Instant.now()), 422);

        assertThat(problem.path("code").asString()).isEqualTo("SCHEDULE_TOO_SOON");
    }

    @Test
    void sameIdempotencyKeyPublishesOnce() throws Exception {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(post("/post")).willReturn(okJson(SUCCESS)));
        Callable<String> create = () -> mvc.perform(body(MockMvcRequestBuilders.post(POSTS), """
                        {"content": "Hi", "targets": [{"platform": "x"}], "when": "now"}
                        """)
                        .header("Idempotency-Key", "once")
                        .with(TestUsers.as(member.user())))
                .andExpect(status().isAccepted())
                .andReturn()
                .getResponse()
                .getContentAsString();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(
                    IntStream.range(0, 6).mapToObj(_ -> create).toList());

            var id = UUID.fromString(
                    json.readTree(answers.getFirst().get()).path("id").asString());
            for (var answer : answers) {
                assertThat(json.readTree(answer.get()).path("id").asString()).isEqualTo(id.toString());
            }
            social.await(member, id, PostStatus.PUBLISHED);
        }
        assertThat(ayrshare.findAll(member.only(postRequestedFor(urlEqualTo("/post")))))
                .hasSize(1);
    }

    @Test
    void concurrentPublishCallsSendEachTargetOnce() throws Exception {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(post("/post")).willReturn(okJson(SUCCESS)));
        var id = draft(member);
        Callable<Integer> publish = () -> mvc.perform(
                        MockMvcRequestBuilders.post(POSTS + "/{id}/publish", id).with(TestUsers.as(member.user())))
                .andReturn()
                .getResponse()
                .getStatus();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(
                    IntStream.range(0, 6).mapToObj(_ -> publish).toList());

            assertThat(answers).extracting(Future::get).containsOnlyOnce(202).containsOnly(202, 409);
        }
        social.await(member, id, PostStatus.PUBLISHED);
        assertThat(ayrshare.findAll(member.only(postRequestedFor(urlEqualTo("/post")))))
                .hasSize(1);
    }

    @Test
    void secondOfTwoEditorsIsToldThatThePostWasChanged() throws Exception {
        var member = social.linkedTo(Platform.X);
        var id = draft(member);
        String etag = answered(
                "ETag",
                mvc.perform(MockMvcRequestBuilders.get(POSTS + "/{id}", id).with(TestUsers.as(member.user())))
                        .andReturn());

        mvc.perform(body(MockMvcRequestBuilders.patch(POSTS + "/{id}", id), "{\"content\": \"First\"}")
                        .header("If-Match", etag)
                        .with(TestUsers.as(member.user())))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.content").value("First"));
        mvc.perform(body(MockMvcRequestBuilders.patch(POSTS + "/{id}", id), "{\"content\": \"Second\"}")
                        .header("If-Match", etag)
                        .with(TestUsers.as(member.user())))
                .andExpect(status().isPreconditionFailed())
                .andExpect(jsonPath("$.code").value("POST_CHANGED"));
    }

    @Test
    void unchangedPostIsNotSentAgain() throws Exception {
        var member = social.linkedTo(Platform.X);
        var id = draft(member);
        String etag = answered(
                "ETag",
                mvc.perform(MockMvcRequestBuilders.get(POSTS + "/{id}", id).with(TestUsers.as(member.user())))
                        .andReturn());

        mvc.perform(MockMvcRequestBuilders.get(POSTS + "/{id}", id)
                        .header("If-None-Match", etag)
                        .with(TestUsers.as(member.user())))
                .andExpect(status().isNotModified());
    }

    @Test
    void draftIsEditedScheduledAndTakenBack() throws Exception {
        var member = social.linkedTo(Platform.X, Platform.BLUESKY);
        var id = draft(member);
        var user = TestUsers.as(member.user());

        mvc.perform(body(MockMvcRequestBuilders.patch(POSTS + "/{id}", id), """
                        {"targets": [{"platform": "bluesky", "content": "Sky"}], "when": "%s"}
                        """.formatted(
                                        Instant.now().plusSeconds(600)))
                        .with(user))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.status").value("scheduled"))
                .andExpect(jsonPath("$.targets.length()").value(1))
                .andExpect(jsonPath("$.targets[0].content").value("Sky"));
        mvc.perform(body(MockMvcRequestBuilders.patch(POSTS + "/{id}", id), "{\"when\": \"draft\"}")
                        .with(user))
                .andExpect(jsonPath("$.status").value("draft"))
                .andExpect(jsonPath("$.scheduledAt").isEmpty());
    }

    @Test
    void anotherUsersPostIsNotFound() throws Exception {
        var id = draft(social.linkedTo(Platform.X));
        var stranger = TestUsers.as(users.fresh());

        for (var request : new MockHttpServletRequestBuilder[] {
            MockMvcRequestBuilders.get(POSTS + "/{id}", id),
            MockMvcRequestBuilders.delete(POSTS + "/{id}", id),
            MockMvcRequestBuilders.post(POSTS + "/{id}/publish", id),
            MockMvcRequestBuilders.post(POSTS + "/{id}/retry", id),
            body(MockMvcRequestBuilders.patch(POSTS + "/{id}", id), "{\"content\": \"mine\"}")
        }) {
            mvc.perform(request.with(stranger))
                    .andExpect(status().isNotFound())
                    .andExpect(jsonPath("$.code").value("POST_NOT_FOUND"));
        }
    }

    @Test
    void retryOfADraftIsRefused() {
        var member = social.linkedTo(Platform.X);

        var problem = social.send(member, POSTS + "/" + draft(member) + "/retry", "", 409);

        assertThat(problem.path("code").asString()).isEqualTo("POST_STATE");
    }

    @Test
    void listIsPagedAndFiltered() throws Exception {
        var member = social.linkedTo(Platform.X);
        var first = draft(member);
        var second = draft(member);
        var third = draft(member);
        var user = TestUsers.as(member.user());

        String page = mvc.perform(MockMvcRequestBuilders.get(POSTS + "?limit=2").with(user))
                .andExpect(jsonPath("$.items[0].id").value(third.toString()))
                .andExpect(jsonPath("$.items[1].id").value(second.toString()))
                .andReturn()
                .getResponse()
                .getContentAsString();
        mvc.perform(MockMvcRequestBuilders.get(POSTS)
                        .param("limit", "2")
                        .param("cursor", json.readTree(page).path("nextCursor").asString())
                        .with(user))
                .andExpect(jsonPath("$.items.length()").value(1))
                .andExpect(jsonPath("$.items[0].id").value(first.toString()))
                .andExpect(jsonPath("$.nextCursor").isEmpty());
        mvc.perform(MockMvcRequestBuilders.get(POSTS + "?status=draft&platform=twitter")
                        .with(user))
                .andExpect(jsonPath("$.items.length()").value(3));
        mvc.perform(MockMvcRequestBuilders.get(POSTS + "?status=published").with(user))
                .andExpect(jsonPath("$.items").isEmpty());
        mvc.perform(MockMvcRequestBuilders.get(POSTS + "?platform=bluesky").with(user))
                .andExpect(jsonPath("$.items").isEmpty());
    }

    @Test
    void deletedPostIsRemovedFromTheNetworkAndFromTheList() throws Exception {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(post("/post")).willReturn(okJson(SUCCESS)));
        ayrshare.stubFor(
                member.only(delete("/post")).willReturn(okJson("{\"status\": \"success\", \"id\": \"AYR-1\"}")));
        var id = social.publishNow(member, "Hi", Platform.X);
        social.await(member, id, PostStatus.PUBLISHED);

        mvc.perform(MockMvcRequestBuilders.delete(POSTS + "/{id}", id).with(TestUsers.as(member.user())))
                .andExpect(status().isAccepted())
                .andExpect(jsonPath("$.status").value("deleted"))
                .andExpect(jsonPath("$.targets[0].removal").value("pending"));

        awaitRemoval(member, id, "removed");
        ayrshare.verify(member.only(deleteRequestedFor(urlEqualTo("/post")))
                .withRequestBody(equalToJson("{\"id\": \"AYR-1\"}")));
        mvc.perform(MockMvcRequestBuilders.get(POSTS).with(TestUsers.as(member.user())))
                .andExpect(jsonPath("$.items").isEmpty());
    }

    @Test
    void networkThatRefusesDeletionIsSaidToKeepThePost() throws Exception {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(post("/post")).willReturn(okJson(SUCCESS)));
        ayrshare.stubFor(member.only(delete("/post"))
                .willReturn(aResponse()
                        .withStatus(400)
                        .withBody("{\"status\": \"error\", \"code\": 382, \"message\": \"No\"}")));
        var id = social.publishNow(member, "Hi", Platform.X);
        social.await(member, id, PostStatus.PUBLISHED);

        mvc.perform(MockMvcRequestBuilders.delete(POSTS + "/{id}", id).with(TestUsers.as(member.user())))
                .andExpect(status().isAccepted());

        awaitRemoval(member, id, "refused");
    }

    @Test
    void deletionWithoutAnAnswerIsLookedUpAndNotAskedForAgain() throws Exception {
        var member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(post("/post")).willReturn(okJson(SUCCESS)));
        ayrshare.stubFor(member.only(delete("/post")).willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));
        ayrshare.stubFor(member.only(get("/post/AYR-1"))
                .willReturn(okJson("{\"status\": \"deleted\", \"id\": \"AYR-1\", \"postIds\": []}")));
        var id = social.publishNow(member, "Hi", Platform.X);
        social.await(member, id, PostStatus.PUBLISHED);

        mvc.perform(MockMvcRequestBuilders.delete(POSTS + "/{id}", id).with(TestUsers.as(member.user())))
                .andExpect(status().isAccepted());

        awaitRemoval(member, id, "removed");
        ayrshare.verify(1, member.only(deleteRequestedFor(urlEqualTo("/post"))));
    }

    private void awaitRemoval(Member member, UUID id, String removal) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> social.fetch(member, id)
                        .path("targets")
                        .path(0)
                        .path("removal")
                        .asString("")
                        .equals(removal));
    }

    private UUID draft(Member member) {
        var created = social.send(member, POSTS, """
                {"content": "Hi", "targets": [{"platform": "x"}], "when": "draft"}
                """, 201);
        return UUID.fromString(created.path("id").asString());
    }

    private static String answered(String name, MvcResult result) {
        return Objects.requireNonNull(result.getResponse().getHeader(name));
    }

    private static MockHttpServletRequestBuilder body(MockHttpServletRequestBuilder request, String body) {
        return request.contentType(MediaType.APPLICATION_JSON).content(body);
    }
}

package dev.keelson.social.media;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.binaryEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.put;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.keelson.social.media.Samples.bytes;
import static dev.keelson.social.media.Samples.join;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.keelson.audit.AuditLog;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.IdGenerator;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.MediaKind;
import dev.keelson.social.networks.Platform;
import dev.keelson.testing.ExplainingDataSource;
import dev.keelson.testing.TestTokens;
import dev.keelson.testing.TestUsers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The media library as a user meets it, and what is left of what goes wrong: nothing. */
@SocialTest
class MediaApiTest {
    private static final String MEDIA = "/api/v1/social/media";
    private static final String BOUNDARY = "a-boundary";
    private static final Path DIRECTORY = Path.of("target", "media");

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private SocialFixture social;

    @Autowired
    private MediaLibrary library;

    @Autowired
    private MediaStore store;

    @Autowired
    private ReceiveFile receive;

    @Autowired
    private MockMvc mvc;

    @Autowired
    private JsonMapper json;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TestTokens tokens;

    @Autowired
    private DataSource database;

    @Autowired
    private MediaSettings settings;

    @Autowired
    private AuditLog audit;

    @Autowired
    private IdGenerator ids;

    @Autowired
    private InstantSource clock;

    @LocalServerPort
    private int port;

    private Member member;

    @BeforeEach
    void somebody() {
        member = social.linkedTo(Platform.X);
        ayrshare.stubFor(member.only(post("/media/upload")).willReturn(okJson(uploaded())));
    }

    private String uploaded() {
        return "{\"id\": \"m\", \"url\": \"https://img.example/%s.png\"}".formatted(member.refId());
    }

    private record Answer(int status, JsonNode body) {
        String text(String field) {
            return body.path(field).asString("");
        }
    }

    @Test
    void smallFileIsLookedAtAndPassedOnInARequest() throws Exception {
        byte[] png = Samples.png(320, 200);

        var answer = upload("Über uns.PNG", "image/png", png);

        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        assertThat(answer.text("state")).isEqualTo("ready");
        assertThat(answer.text("kind")).isEqualTo("image");
        assertThat(answer.text("contentType")).isEqualTo("image/png");
        assertThat(answer.text("name")).isEqualTo("Über uns.PNG");
        assertThat(answer.text("url")).isEqualTo("https://img.example/%s.png", member.refId());
        assertThat(answer.body().path("bytes").asLong()).isEqualTo(png.length);
        assertThat(answer.body().path("width").asInt()).isEqualTo(320);
        assertThat(answer.body().path("height").asInt()).isEqualTo(200);
        assertThat(Instant.parse(answer.text("expiresAt")))
                .isCloseTo(Instant.now().plus(Duration.ofDays(90)), within(1, ChronoUnit.MINUTES));
        var sent = ayrshare.findAll(member.only(postRequestedFor(urlEqualTo("/media/upload"))))
                .getFirst();
        var file = sent.getPart("file");
        assertThat(file.getBody().asBytes()).isEqualTo(png);
        assertThat(file.getHeader("Content-Disposition").firstValue())
                .contains("filename=\"" + answer.text("id") + ".png\"")
                .doesNotContain("ber uns");
        nothingIsLeft();
    }

    @Test
    void largeFileGoesToTheAddressThatAyrshareGivesAndOurKeyDoesNot() throws Exception {
        byte[] film = Samples.film(300_000);
        String storage = "/storage/" + member.refId();
        givesAddress("mp4", storage);
        ayrshare.stubFor(put(storage).willReturn(aResponse()));

        var answer = upload("clip.mp4", "video/mp4", film);

        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        assertThat(answer.text("url")).isEqualTo("https://img.example/large");
        assertThat(answer.body().path("durationMs").asLong()).isEqualTo(12_500);
        assertThat(answer.body().path("height").asInt()).isEqualTo(1920);
        assertThat(Instant.parse(answer.text("expiresAt")))
                .isCloseTo(Instant.now().plus(Duration.ofDays(30)), within(1, ChronoUnit.MINUTES));
        ayrshare.verify(
                1,
                putRequestedFor(urlEqualTo(storage))
                        .withHeader("Content-Type", equalTo("video/mp4"))
                        .withHeader("Content-Length", equalTo(Integer.toString(film.length)))
                        .withHeader("Authorization", absent())
                        .withHeader("Profile-Key", absent())
                        .withRequestBody(binaryEqualTo(film)));
        nothingIsLeft();
    }

    @Test
    void sameFileAgainIsTheSameItemUnlessItsTimeIsNearlyOver() throws Exception {
        byte[] png = Samples.image("png", 10, 10, 2);
        var first = upload("a.png", "image/png", png);

        var again = upload("b.png", null, png);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("id")).isEqualTo(first.text("id"));
        ayrshare.verify(1, member.only(postRequestedFor(urlEqualTo("/media/upload"))));

        jdbc.sql("update media set expires_at = now() + interval '3 days' where id = :id::uuid")
                .param("id", first.text("id"))
                .update();

        assertThat(upload("c.png", null, png).status()).isEqualTo(201);
        ayrshare.verify(2, member.only(postRequestedFor(urlEqualTo("/media/upload"))));
    }

    @Test
    void sameFileFromSeveralAtOnceIsPassedOnOnce() throws Exception {
        byte[] png = Samples.image("png", 10, 10, 3);
        ayrshare.stubFor(
                member.only(post("/media/upload")).willReturn(okJson(uploaded()).withFixedDelay(500)));

        List<Answer> answers;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Answer> one = () -> upload("a.png", "image/png", png);
            var both = threads.invokeAll(List.of(one, one));
            answers = List.of(both.get(0).get(), both.get(1).get());
        }

        assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(200, 201);
        assertThat(new HashSet<>(
                        answers.stream().map(answer -> answer.text("id")).toList()))
                .hasSize(1);
        ayrshare.verify(1, member.only(postRequestedFor(urlEqualTo("/media/upload"))));
    }

    @Test
    void passingOnIsTriedAgainOnce() throws Exception {
        ayrshare.stubFor(member.only(post("/media/upload"))
                .inScenario(member.refId())
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("back")
                .willReturn(aResponse().withStatus(500)));
        ayrshare.stubFor(member.only(post("/media/upload"))
                .inScenario(member.refId())
                .whenScenarioStateIs("back")
                .willReturn(okJson(uploaded())));

        assertThat(upload("a.png", "image/png", Samples.image("png", 10, 10, 4)).status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500})
    void fileThatCannotBePassedOnLeavesAFailedItemAndMayComeAgain(int status) throws Exception {
        ayrshare.stubFor(member.only(post("/media/upload"))
                .willReturn(
                        status == 0
                                ? aResponse().withFixedDelay(2_500)
                                : aResponse().withStatus(status)));
        byte[] png = Samples.image("png", 10, 10, 5 + status);

        var answer = upload("a.png", "image/png", png);

        assertThat(answer.status()).as("%s", answer).isGreaterThanOrEqualTo(500);
        assertThat(answer.body().path("code").isString()).isTrue();
        var items = list().path("items");
        assertThat(items).hasSize(1);
        assertThat(items.path(0).path("state").asString()).isEqualTo("failed");
        nothingIsLeft();

        ayrshare.stubFor(member.only(post("/media/upload")).willReturn(okJson(uploaded())));
        assertThat(upload("a.png", "image/png", png).status()).isEqualTo(201);
    }

    @Test
    void refusedFileIsNotSentTwice() throws Exception {
        ayrshare.stubFor(member.only(post("/media/upload"))
                .willReturn(okJson("{\"status\": \"error\", \"code\": 101, \"message\": \"no\"}")
                        .withStatus(400)));

        var answer = upload("a.png", "image/png", Samples.image("png", 10, 10, 7));

        assertThat(answer.status()).as("%s", answer).isGreaterThanOrEqualTo(400);
        ayrshare.verify(1, member.only(postRequestedFor(urlEqualTo("/media/upload"))));
    }

    @Test
    void fileThatIsNotGoodIsRefusedBeforeAnybodyIsAsked() throws Exception {
        byte[] png = Samples.png(10, 10);

        refused(upload("a.png", "image/png", new byte[0]), 422, "MEDIA_DAMAGED");
        refused(upload("a.png", "image/png", Arrays.copyOf(png, png.length - 5)), 422, "MEDIA_DAMAGED");
        refused(upload("a.mp4", "video/mp4", Arrays.copyOf(Samples.film(99), 300)), 422, "MEDIA_DAMAGED");
        refused(upload("a.png", "image/png", join(png, bytes("PK\3\4hidden"))), 422, "MEDIA_DAMAGED");
        refused(upload("a.png", "image/png", bytes("<html>no</html>")), 415, "MEDIA_TYPE_UNKNOWN");
        refused(upload("a.png", "image/jpeg", png), 422, "MEDIA_TYPE_CONTRADICTED");
        refused(upload("a.jpg", null, png), 422, "MEDIA_TYPE_CONTRADICTED");
        refused(upload("a.html", null, png), 422, "MEDIA_TYPE_CONTRADICTED");
        refused(upload("a.png", "application/pdf", png), 422, "MEDIA_TYPE_CONTRADICTED");
        refused(upload("a.png", "image/png", Samples.boastful(100_000, 100_000)), 422, "MEDIA_TOO_LARGE");
        refused(upload("a.png", "image/png", Samples.boastful(-1, -1)), 422, "MEDIA_DAMAGED");
        refused(
                upload("a.bmp", null, join(Samples.image("bmp", 10, 10, 1), new byte[1_100_000])),
                422,
                "MEDIA_TOO_LARGE");

        assertThat(list().path("items")).isEmpty();
        ayrshare.verify(0, member.only(postRequestedFor(urlEqualTo("/media/upload"))));
        nothingIsLeft();
    }

    @Test
    void requestWithoutAFileSaysWhatIsExpected() throws Exception {
        refused(send(bytes("no multipart at all")), 400, "MEDIA_EXPECTED");
        refused(send(part("other", "a.png", null, Samples.png(1, 1))), 400, "MEDIA_EXPECTED");
        refused(send(bytes("--" + BOUNDARY + "--\r\n")), 400, "MEDIA_EXPECTED");
        byte[] whole = part("file", "a.png", null, Samples.png(9, 9));
        refused(send(Arrays.copyOf(whole, whole.length - 30)), 400, "MEDIA_EXPECTED");
        nothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../etc/cron.d/x.png", "C:\\\\a\\\\x.png", "a\u0000b/x.png"})
    void pathInANameIsNoPath(String name) throws Exception {
        var answer = upload(name, "image/png", Samples.image("png", 10, 10, name.hashCode()));

        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        assertThat(answer.text("name")).isEqualTo("x.png");
    }

    @Test
    void clientThatGoesLeavesNothing() throws Exception {
        byte[] whole = part("file", "a.mp4", "video/mp4", Samples.film(400_000));
        String head = "POST " + MEDIA + " HTTP/1.1\r\nHost: keelson\r\nAuthorization: Bearer "
                + tokens.of(member.user()) + "\r\nContent-Type: multipart/form-data; boundary=" + BOUNDARY
                + "\r\nContent-Length: " + whole.length + "\r\n\r\n";

        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(bytes(head));
            socket.getOutputStream().write(whole, 0, 300_000);
            socket.getOutputStream().flush();
            Awaitility.await().until(() -> !left().isEmpty());
        }

        Awaitility.await().untilAsserted(this::nothingIsLeft);
        assertThat(list().path("items")).isEmpty();
        ayrshare.verify(0, member.only(WireMock.getRequestedFor(urlPathEqualTo("/media/uploadUrl"))));
    }

    @Test
    void uploadsThatDiedWithTheirProcessAreClearedUp() throws Exception {
        Files.createDirectories(DIRECTORY);
        var old = Files.writeString(DIRECTORY.resolve("dead.part"), "x");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        jdbc.sql("""
                        insert into media (id, user_id, source, state, name, bytes, sha256, created_at, updated_at)
                        values (gen_random_uuid(), :user, 'upload', 'uploading', 'a.png', 1, 'abc', now(), now() - interval '2 hours')
                        """).param("user", member.user().id().value()).update();

        receive.clean();
        store.clean();

        assertThat(old).doesNotExist();
        assertThat(list().path("items").path(0).path("state").asString()).isEqualTo("failed");

        jdbc.sql("update media set updated_at = now() - interval '2 days' where user_id = :user")
                .param("user", member.user().id().value())
                .update();
        store.clean();
        assertThat(list().path("items")).isEmpty();
    }

    @Test
    void linkIsLookedAtAndWhatWasSeenIsKnownToPosts() throws Exception {
        String url = serves("/photo.png", "image/png", Samples.png(64, 40));
        allows();

        var answer = link(url);

        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        assertThat(answer.text("source")).isEqualTo("link");
        assertThat(answer.text("name")).isEqualTo("photo.png");
        assertThat(answer.body().path("width").asInt()).isEqualTo(64);
        assertThat(answer.body().path("httpStatus").asInt()).isEqualTo(200);
        assertThat(answer.body().path("expiresAt").isNull()).isTrue();
        assertThat(link(url).status()).isEqualTo(200);

        var facts = library.facts(member.user().id(), List.of(url, "https://unknown.example/a.png"));
        assertThat(facts).containsOnlyKeys(url);
        assertThat(facts.get(url)).satisfies(fact -> {
            assertThat(fact.reachable()).isTrue();
            assertThat(fact.kind()).isEqualTo(MediaKind.IMAGE);
        });
    }

    @Test
    void linkThatHasGoneIsFoundOutBeforeAPostGoesOut() throws Exception {
        String url = serves("/going.png", "image/png", Samples.png(64, 40));
        allows();
        link(url);
        ayrshare.stubFor(WireMock.any(urlEqualTo(path("/going.png")))
                .willReturn(aResponse().withStatus(404)));
        jdbc.sql("update media set checked_at = now() - interval '2 hours' where url = :url")
                .param("url", url)
                .update();

        assertThat(library.facts(member.user().id(), List.of(url)).values())
                .singleElement()
                .matches(facts -> Boolean.TRUE.equals(facts.reachable()));
        assertThat(library.checked(member.user().id(), List.of(url)).get(url)).satisfies(fact -> {
            assertThat(fact.reachable()).isFalse();
            assertThat(fact.width()).isEqualTo(64);
        });
    }

    @Test
    void linkThatNetworksCannotUseIsRefused() throws Exception {
        allows();
        ayrshare.stubFor(WireMock.any(urlEqualTo(path("/moved.png")))
                .willReturn(aResponse().withStatus(302).withHeader("Location", "http://10.0.0.1/")));
        ayrshare.stubFor(WireMock.any(urlEqualTo(path("/no-head.png")))
                .willReturn(aResponse().withStatus(403)));

        refused(link(here("/moved.png")), 422, "MEDIA_LINK_REDIRECTS");
        refused(link(here("/no-head.png")), 422, "MEDIA_LINK_UNREACHABLE");
        refused(link(serves("/page.png", "image/png", bytes("<html>"))), 415, "MEDIA_TYPE_UNKNOWN");
        refused(link(serves("/false.png", "text/html", Samples.png(1, 1))), 422, "MEDIA_TYPE_CONTRADICTED");
        refused(link("ftp://example.com/a.png"), 422, "MEDIA_LINK_NOT_ALLOWED");
        refused(link("https://user:secret@example.com/a.png"), 422, "MEDIA_LINK_NOT_ALLOWED");
        refused(link("https://10.0.0.1/a.png"), 422, "MEDIA_LINK_NOT_ALLOWED");
        refused(link("https://169.254.169.254/latest"), 422, "MEDIA_LINK_NOT_ALLOWED");
        refused(link("https://example.invalid/a.png"), 422, "MEDIA_LINK_UNREACHABLE");
        assertThat(list().path("items")).isEmpty();
    }

    @Test
    void linkThatOnlyAyrshareCannotReachIsRefused() throws Exception {
        String url = serves("/ours-only.png", "image/png", Samples.png(1, 1));
        ayrshare.stubFor(member.only(post("/media/urlExists"))
                .willReturn(
                        okJson("{\"status\": \"error\", \"statusCode\": 404}").withStatus(400)));

        refused(link(url), 422, "MEDIA_LINK_UNREACHABLE");

        ayrshare.stubFor(
                member.only(post("/media/urlExists")).willReturn(aResponse().withStatus(500)));
        assertThat(link(url).status()).isEqualTo(201);
    }

    @Test
    void libraryIsListedPageByPageAndItemsCanBeTakenOut() throws Exception {
        for (int i = 0; i < 3; i++) {
            upload("a" + i + ".png", "image/png", Samples.image("png", 10, 10, 20 + i));
        }
        var first = answer(mvc.perform(get(MEDIA + "?limit=2").with(TestUsers.as(member.user())))
                .andReturn()
                .getResponse());
        var second = answer(mvc.perform(get(MEDIA + "?limit=2&cursor=" + first.text("nextCursor"))
                        .with(TestUsers.as(member.user())))
                .andReturn()
                .getResponse());

        assertThat(first.body().path("items")).hasSize(2);
        assertThat(second.body().path("items")).hasSize(1);

        String id = second.body().path("items").path(0).path("id").asString();
        var deletion = mvc.perform(delete(MEDIA + "/" + id).with(TestUsers.as(member.user())));
        assertThat(deletion.andReturn().getResponse().getStatus()).isEqualTo(204);
        refused(
                answer(mvc.perform(get(MEDIA + "/" + id).with(TestUsers.as(member.user())))
                        .andReturn()
                        .getResponse()),
                404,
                "MEDIA_NOT_FOUND");
    }

    @Test
    void libraryIsReadFromItsIndexes() {
        jdbc.sql("""
                        insert into media (id, user_id, source, state, name, url, bytes, sha256, expires_at, created_at, updated_at)
                        select gen_random_uuid(), case when g % 50 = 0 then cast(:member as uuid) else cast(:other as uuid) end,
                          'upload', 'ready', 'a.png', 'https://img.example/' || g, 1, md5(g::text), now(),
                          now() - g * interval '1 second', now()
                        from generate_series(1, 20000) g
                        """)
                .param("member", member.user().id().value())
                .param("other", social.linkedTo().user().id().value())
                .update();
        jdbc.sql("analyze media").update();
        var explaining = new ExplainingDataSource(database);
        var explained = new MediaStore(JdbcClient.create(explaining), settings, audit, ids, clock);
        var user = member.user().id();

        explained.list(user, Optional.empty(), 20);
        explained.list(user, Optional.of(new Cursor(Instant.now().minusSeconds(9_000), ids.next())), 20);
        explained.at(user, List.of("https://img.example/50", "https://img.example/100"));

        assertThat(explaining.take()).hasSize(3).allSatisfy(plan -> {
            assertThat(plan.shape()).contains("ix_media_").doesNotContain("Seq Scan");
            assertThat(plan.buffers()).isLessThan(100);
        });
        jdbc.sql("delete from media where name = 'a.png' and sha256 = md5(split_part(url, '/', 4))")
                .update();
    }

    private void givesAddress(String type, String storage) {
        ayrshare.stubFor(member.only(WireMock.get(urlPathEqualTo("/media/uploadUrl")))
                .withQueryParam("contentType", equalTo(type))
                .willReturn(okJson("""
                        {"accessUrl": "https://img.example/large", "contentType": "video/mp4", "uploadUrl": "%s%s"}
                        """.formatted(ayrshare.baseUrl(), storage))));
    }

    private String path(String name) {
        return "/linked/" + member.refId() + name;
    }

    private String here(String name) {
        return "http://127.0.0.1:" + ayrshare.port() + path(name);
    }

    private String serves(String name, String contentType, byte[] content) {
        ayrshare.stubFor(WireMock.any(urlEqualTo(path(name)))
                .willReturn(aResponse().withHeader("Content-Type", contentType).withBody(content)));
        return here(name);
    }

    private void allows() {
        ayrshare.stubFor(member.only(post("/media/urlExists"))
                .willReturn(okJson("{\"status\": \"success\", \"statusCode\": 200, \"contentType\": \"image/png\"}")));
    }

    private Answer upload(String name, @Nullable String type, byte[] content) throws Exception {
        return send(part("file", name, type, content));
    }

    private static byte[] part(String field, String name, @Nullable String type, byte[] content) {
        String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\"" + name
                + "\"\r\n" + (type == null ? "" : "Content-Type: " + type + "\r\n") + "\r\n";
        return join(head.getBytes(UTF_8), content, bytes("\r\n--" + BOUNDARY + "--\r\n"));
    }

    private Answer send(byte[] body) throws Exception {
        return answer(mvc.perform(MockMvcRequestBuilders.post(MEDIA)
                        .with(TestUsers.as(member.user()))
                        .contentType("multipart/form-data; boundary=" + BOUNDARY)
                        .content(body))
                .andReturn()
                .getResponse());
    }

    private Answer link(String url) throws Exception {
        return answer(mvc.perform(MockMvcRequestBuilders.post(MEDIA)
                        .with(TestUsers.as(member.user()))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"url\": \"%s\"}".formatted(url)))
                .andReturn()
                .getResponse());
    }

    private JsonNode list() throws Exception {
        return answer(mvc.perform(get(MEDIA).with(TestUsers.as(member.user())))
                        .andReturn()
                        .getResponse())
                .body();
    }

    private Answer answer(MockHttpServletResponse response) throws Exception {
        return new Answer(response.getStatus(), json.readTree(response.getContentAsString(UTF_8)));
    }

    private static void refused(Answer answer, int status, String code) {
        assertThat(answer.text("code")).as("%s", answer).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
    }

    private void nothingIsLeft() throws IOException {
        assertThat(left()).isEmpty();
    }

    private static List<Path> left() throws IOException {
        if (!Files.isDirectory(DIRECTORY)) {
            return List.of();
        }
        try (var files = Files.list(DIRECTORY)) {
            return files.toList();
        }
    }
}

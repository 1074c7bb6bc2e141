package dev.keelson.social.imports;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.keelson.shared.CurrentUser;
import dev.keelson.social.ImportProgressed;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.Platform;
import dev.keelson.testing.Seeds;
import dev.keelson.testing.TestUsers;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files of posts through the API, until each of their rows has been judged. */
@SocialTest
@RecordApplicationEvents
class ImportTest {
    private static final String IMPORTS = "/api/v1/social/imports";
    private final Instant nextWeek = Instant.now().plus(7, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MINUTES);

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

    @Autowired
    private ReceiveImport receive;

    @Autowired
    private ProcessImport process;

    @Autowired
    private ImportStore imports;

    @Autowired
    private ClearImports clear;

    @Autowired
    private ApplicationEvents published;

    @Test
    void everyRowIsJudgedByItself() throws Exception {
        var member = social.linkedTo(Platform.X, Platform.LINKEDIN);
        String file = """
                content;platforms;when;content:x;externalId;media
                "Hello; all";x linkedin;%1$s;Hello X;row-1;https://media.example/a.jpg
                Tomorrow;linkedin;2027-03-28 02:30;;row-2;
                Nobody there;bluesky;%1$s;;row-3;
                %2$s;x;%1$s;;row-4;
                Too late;x;2020-01-01T00:00Z;;row-5;
                Draft;x;draft;;row-6;
                One field only
                """.formatted(nextWeek, "long ".repeat(100));

        var done = imported(member.user(), csv(file).param("timeZone", "Europe/Vienna"));

        assertThat(done.path("status").asString()).isEqualTo("done");
        assertThat(counts(done)).isEqualTo("7 total, 2 created, 0 valid, 0 skipped, 5 failed, 0 pending");
        assertThat(rows(member.user(), done, "failed"))
                .extracting(
                        row -> row.path("row").asInt(),
                        row -> row.path("code").asString(),
                        row -> row.path("errors").path(0).path("column").asString(""))
                .containsExactly(
                        tuple(2, "ROW_NOT_VALID", "when"),
                        tuple(3, "ACCOUNT_NOT_LINKED", ""),
                        tuple(4, "POST_BREAKS_RULES", "content"),
                        tuple(5, "SCHEDULE_TOO_SOON", ""),
                        tuple(7, "ROW_NOT_VALID", "row"));
        assertThat(rows(member.user(), done, "failed"))
                .allSatisfy(row -> assertThat(row.path("action").asString()).isNotEmpty());
        var first = rows(member.user(), done, "created").getFirst();
        assertThat(first.path("externalId").asString()).isEqualTo("row-1");
        var post = social.fetch(member, UUID.fromString(first.path("postId").asString()));
        assertThat(post.path("status").asString()).isEqualTo("scheduled");
        assertThat(post.path("scheduledAt").asString()).isEqualTo(nextWeek.toString());
        assertThat(post.path("content").asString()).isEqualTo("Hello; all");
        assertThat(post.path("mediaUrls").path(0).asString()).isEqualTo("https://media.example/a.jpg");
        assertThat(post.path("targets").path(1).path("content").asString()).isEqualTo("Hello X");
    }

    @Test
    void progressIsToldNowAndThenAndAtTheEnd() {
        var user = users.fresh();
        var id = queued(user, 120);

        while (process.run(id).isPresent()) {
            assertThat(imports.find(id)).isPresent();
        }

        var told = published.stream(ImportProgressed.class)
                .filter(event -> event.importId().equals(id))
                .toList();
        assertThat(told).extracting(ImportProgressed::created).containsExactly(50, 100, 120);
        assertThat(told.getLast()).isEqualTo(new ImportProgressed(id, user.id(), "done", 120, 120, 0, 0, 0, 0));
        assertThat(posts(user)).isEqualTo(120);
    }

    @Test
    void failedRowsComeBackAsAFileThatCanBeCorrectedAndSentAgain() throws Exception {
        var member = social.linkedTo(Platform.X);
        var first = imported(member.user(), csv("""
                platforms,content,when
                x,"Good, ""really\""",%1$s
                linkedin,"Not, linked",%1$s
                x,Never,soon
                """.formatted(nextWeek)));

        String failed = fetch(member.user(), first, "errors.csv");
        assertThat(failed)
                .startsWith("\uFEFFplatforms,content,when,row,error\r\n")
                .contains("linkedin,\"Not, linked\",%s,2,\"LinkedIn is not linked.".formatted(nextWeek))
                .contains("x,Never,soon,3,\"when: must be a time")
                .doesNotContain("Good");
        var second =
                imported(member.user(), csv(failed.replace("linkedin,", "x,").replace("soon", nextWeek.toString())));

        assertThat(counts(second)).isEqualTo("2 total, 2 created, 0 valid, 0 skipped, 0 failed, 0 pending");
    }

    @Test
    void sameFileAgainMakesNothingTwice() throws Exception {
        var member = social.linkedTo(Platform.X);
        String file = """
                content,platforms,when
                One,x,%1$s
                Two,x,%1$s
                One,x,%1$s
                """.formatted(nextWeek);

        var first = imported(member.user(), csv(file));
        // Other columns, other order, other line ends, the same posts; and a corrected row is another one.
        var second = imported(
                member.user(),
                csv("when;PLATFORMS;title;Content\r\n%1$s;x;;One\r\n%1$s;x;;Two!\r\n".formatted(nextWeek)));

        assertThat(counts(first)).isEqualTo("3 total, 2 created, 0 valid, 1 skipped, 0 failed, 0 pending");
        assertThat(counts(second)).isEqualTo("2 total, 1 created, 0 valid, 1 skipped, 0 failed, 0 pending");
        var skipped = rows(member.user(), second, "skipped").getFirst();
        assertThat(skipped.path("code").asString()).isEqualTo("ROW_IMPORTED_BEFORE");
        assertThat(skipped.path("detail").asString()).isEqualTo("It was row 1 of import %s.".formatted(id(first)));
        assertThat(skipped.path("postId").asString())
                .isEqualTo(rows(member.user(), first, "created")
                        .getFirst()
                        .path("postId")
                        .asString());
        assertThat(posts(member.user())).isEqualTo(3);
    }

    @Test
    void sameFileTwiceAtTheSameTimeMakesNothingTwice() throws Exception {
        var user = users.fresh();
        String file = drafts(120, "At once");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<JsonNode> send = () -> imported(user, csv(file));
            var sent = threads.invokeAll(List.of(send, send, send)).stream()
                    .map(Future::resultNow)
                    .toList();

            assertThat(sent.stream()
                            .mapToInt(done -> done.path("created").asInt())
                            .sum())
                    .isEqualTo(120);
            assertThat(sent.stream()
                            .mapToInt(done -> done.path("skipped").asInt())
                            .sum())
                    .isEqualTo(240);
        }
        assertThat(posts(user)).isEqualTo(120);
    }

    @Test
    void jsonLinesArePostsToo() throws Exception {
        var user = users.fresh();
        String file = """
                {"content": "One", "targets": [{"platform": "x"}, {"platform": "pinterest", "options": {"boardId": "b-1"}}], "externalId": "a"}
                {"content": "Two", "targets": [{"platform": "myspace"}]}
                {"content": "Three", "targets": [{"platform": "x"}], "whenn": "draft"}

                {"content": 4, "targets": "x"}
                not json
                {"content": "NUL \\u0000", "targets": [{"platform": "x"}]}
                {"content": "Half \\ud83d", "targets": [{"platform": "x"}]}
                {"content": "Again", "targets": [{"platform": "x"}], "externalId": "a"}
                {"content": "Name", "targets": [{"platform": "x", "options": {"\\u0000": 1}}]}
                """;

        var done = imported(user, body("application/x-ndjson", file).param("mode", "draft"));

        assertThat(counts(done)).isEqualTo("9 total, 1 created, 0 valid, 1 skipped, 7 failed, 0 pending");
        assertThat(rows(user, done, "failed"))
                .extracting(
                        row -> row.path("line").asInt(),
                        row -> row.path("errors").path(0).path("column").asString(""))
                .containsExactly(
                        tuple(2, "targets[0].platform"),
                        tuple(3, "whenn"),
                        tuple(5, "targets"),
                        tuple(6, "row"),
                        tuple(7, "row"),
                        tuple(8, "row"),
                        tuple(10, "row"));
        assertThat(fetch(user, done, "errors.jsonl"))
                .hasLineCount(7)
                .startsWith("{\"content\": \"Two\"")
                .contains("not json");
        assertThat(mvc.perform(get(IMPORTS + "/" + id(done) + "/errors.csv").with(TestUsers.as(user)))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(409);
    }

    @Test
    void characterThatIsNoneInTheOptionsOfACsvRowIsTheRowsError() throws Exception {
        var user = users.fresh();
        String file = """
                content,platforms,options
                One,x,"{""x"": {""altText"": [""a\\u0000""]}}"
                Two,x,
                """;

        var done = imported(user, csv(file).param("mode", "draft"));

        assertThat(counts(done)).isEqualTo("2 total, 1 created, 0 valid, 0 skipped, 1 failed, 0 pending");
        assertThat(rows(user, done, "failed").getFirst().at("/errors/0/column").asString())
                .isEqualTo("options");
    }

    @Test
    void dryRunSaysWhatWouldBecomeOfItAndMakesNothing() throws Exception {
        var member = social.linkedTo(Platform.X);
        String file = """
                content,platforms,when
                One,x,%1$s
                One,x,%1$s
                Two,linkedin,%1$s
                """.formatted(nextWeek);

        var dry = imported(member.user(), csv(file).param("dryRun", "true"));

        assertThat(counts(dry)).isEqualTo("3 total, 0 created, 1 valid, 1 skipped, 1 failed, 0 pending");
        assertThat(posts(member.user())).isZero();
        assertThat(counts(imported(member.user(), csv(file))))
                .isEqualTo("3 total, 1 created, 0 valid, 1 skipped, 1 failed, 0 pending");
    }

    @Test
    void formWithAFileIsTaken() throws Exception {
        String body = """
                --cut\r
                Content-Disposition: form-data; name="note"\r
                \r
                nothing\r
                --cut\r
                Content-Disposition: form-data; name="file"; filename="posts.CSV"\r
                Content-Type: application/octet-stream\r
                \r
                content,platforms
                Grüße,x
                \r
                --cut--\r
                """;

        var done = imported(
                users.fresh(), body("multipart/form-data; boundary=cut", body).param("mode", "draft"));

        assertThat(counts(done)).isEqualTo("1 total, 1 created, 0 valid, 0 skipped, 0 failed, 0 pending");
    }

    @Test
    void fileThatIsRefusedLeavesNothingButTheReason() throws Exception {
        var user = users.fresh();

        assertThat(refused(user, csv(drafts(600, "Text") + "\"never closed,x\n"), 422))
                .isEqualTo("IMPORT_UNREADABLE");
        assertThat(refused(user, body("text/csv", "platforms,content\nx,Gr\u00fc\u00dfe".getBytes(ISO_8859_1)), 422))
                .isEqualTo("IMPORT_ENCODING");
        assertThat(refused(user, csv(drafts(10_001, "Text")), 422)).isEqualTo("IMPORT_TOO_LONG");
        assertThat(refused(user, csv("content,platforms\n"), 422)).isEqualTo("IMPORT_EMPTY");
        assertThat(refused(user, body("text/csv;charset=ISO-8859-1", "platforms\nx"), 422))
                .isEqualTo("IMPORT_ENCODING");
        assertThat(refused(user, body("application/json", "{}"), 415)).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
        assertThat(refused(user, body("multipart/form-data; boundary=cut", "--cut\r\nno part"), 400))
                .isEqualTo("MALFORMED_REQUEST");
        assertThat(refused(user, body("multipart/form-data", "no boundary"), 400))
                .isEqualTo("MALFORMED_REQUEST");
        assertThat(refused(user, body("multipart/form-data; boundary=cut", """
                        --cut\r
                        Content-Disposition: form-data; name="file"; filename="posts.csv"\r
                        \r
                        content,platforms
                        Broken o"""), 400))
                .isEqualTo("IMPORT_INTERRUPTED");
        assertThat(refused(user, csv("a").param("mode", "publish"), 400)).isEqualTo("VALIDATION_FAILED");

        var list = json.readTree(mvc.perform(get(IMPORTS).with(TestUsers.as(user)))
                .andReturn()
                .getResponse()
                .getContentAsString());
        assertThat(list.path("items").valueStream())
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(found -> {
                    assertThat(found.path("status").asString()).isEqualTo("failed");
                    assertThat(found.path("problem").asString()).startsWith("IMPORT_");
                    assertThat(found.path("total").asInt()).isZero();
                });
        assertThat(rowsOf(user)).isZero();
    }

    @Test
    void whateverIsSentIsNeverOurFault() throws Exception {
        var seeds = Seeds.fresh(12).toArray();
        for (long seed : seeds) {
            var random = new Random(seed);
            var user = users.fresh();
            var file = new StringBuilder(random.nextBoolean() ? "platforms,content,options,when,media\n" : "");
            String[] pieces = {
                "x", ",", "\n", "\"", "{", "}", "\\u0000", "[1]", "draft", ":", "😀", "null", "{\"a\":1}", "\u0007"
            };
            for (int i = 0; i < 200; i++) {
                file.append(pieces[random.nextInt(pieces.length)]);
            }
            String type = random.nextBoolean() ? "text/csv" : "application/x-ndjson";

            var answer = send(user, body(type, file.toString()));

            assertThat(answer.getStatus()).as("seed %d", seed).isBetween(200, 499);
            if (answer.getStatus() == 202) {
                var done = awaitEnd(user, json.readTree(answer.getContentAsString()));
                assertThat(done.path("status").asString()).isEqualTo("done");
                assertThat(rows(user, done, "failed"))
                        .as("seed %d", seed)
                        .noneMatch(row -> row.path("code").asString().equals("ROW_NOT_PROCESSED"));
            }
        }
    }

    @Test
    void cancelledImportStopsAndSaysHowFarItCame() throws Exception {
        var user = users.fresh();
        var sent = received(user, csv(drafts(400, "Stop")));
        awaitSome(user, sent);

        var answer = mvc.perform(post(IMPORTS + "/" + id(sent) + "/cancel").with(TestUsers.as(user)))
                .andReturn()
                .getResponse();

        assertThat(answer.getStatus()).isEqualTo(200);
        var cancelled = json.readTree(answer.getContentAsString());
        assertThat(cancelled.path("status").asString()).isEqualTo("cancelled");
        assertThat(cancelled.path("pending").asInt()).isPositive();
        // "Later" is also what it says while others have the places.
        Awaitility.await().until(() -> process.run(UUID.fromString(id(sent))).isEmpty());
        assertThat(posts(user)).isEqualTo(cancelled.path("created").asInt());
        assertThat(mvc.perform(post(IMPORTS + "/" + id(sent) + "/cancel").with(TestUsers.as(user)))
                        .andReturn()
                        .getResponse()
                        .getStatus())
                .isEqualTo(409);
    }

    /** A transaction that fails in its middle leaves no post, and the row is done the next time. */
    @Test
    void rowThatFailsOnOurSideIsTriedAgainAndTheOthersAreDone() throws Exception {
        var user = users.fresh();
        // The database refuses the memory of one row, after its post was made.
        jdbc.sql(
                        "create or replace function refuse_row() returns trigger language plpgsql as $$ begin"
                                + " if new.number = 3 and new.user_id = '%s' and (select count(*) from import_failures) < 2 then"
                                        .formatted(user.id())
                                + " perform nextval('import_failures_seen'); raise exception 'for a test'; end if; return new; end $$")
                .update();
        jdbc.sql("create sequence import_failures_seen").update();
        jdbc.sql("create or replace view import_failures as select from generate_series(1,"
                        + " (select case when is_called then last_value else 0 end from import_failures_seen))")
                .update();
        jdbc.sql("create trigger refuse_row before insert on import_keys for each row execute function refuse_row()")
                .update();
        try {
            var done = imported(user, csv(drafts(6, "Again")));

            assertThat(counts(done)).isEqualTo("6 total, 6 created, 0 valid, 0 skipped, 0 failed, 0 pending");
            assertThat(posts(user)).isEqualTo(6);
            assertThat(jdbc.sql("select last_value from import_failures_seen")
                            .query(Integer.class)
                            .single())
                    .as("times that it failed")
                    .isEqualTo(2);
        } finally {
            jdbc.sql("drop trigger refuse_row on import_keys").update();
            jdbc.sql("drop function refuse_row").update();
            jdbc.sql("drop view import_failures").update();
            jdbc.sql("drop sequence import_failures_seen").update();
        }
    }

    @Test
    void fileWhoseNodeStoppedWhileItCameIsGivenUp() {
        var user = users.fresh();
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into imports (id, user_id, status, format, mode, dry_run, time_zone, total, created_at, updated_at)
                        values (:id, :user, 'receiving', 'csv', 'draft', false, 'UTC', 1, now(), now() - interval '1 hour')
                        """).param("id", id).param("user", user.id().value()).update();
        jdbc.sql("insert into import_rows (import_id, number, user_id, line, raw) values (:id, 1, :user, 2, '[]')")
                .param("id", id)
                .param("user", user.id().value())
                .update();

        clear.run();

        assertThat(imports.find(id)).hasValueSatisfying(found -> {
            assertThat(found.status()).isEqualTo(Import.Status.FAILED);
            assertThat(found.problem()).isEqualTo("IMPORT_INTERRUPTED");
        });
        assertThat(rowsOf(user)).isZero();
    }

    @Test
    void importOfASuspendedUserWaits() throws Exception {
        var user = users.fresh();
        var sent = received(user, csv(drafts(300, "Wait")));
        jdbc.sql("update users set suspended = true, status = 'suspended' where id = :id")
                .param("id", user.id().value())
                .update();

        assertThat(process.run(UUID.fromString(id(sent))))
                .hasValueSatisfying(due -> assertThat(due).isAfter(Instant.now().plus(Duration.ofMinutes(5))));
        assertThat(posts(user)).isLessThan(300);
    }

    /** What has been read is in the database while the rest of it does not even exist yet. */
    @Test
    void tenThousandRowsAreTakenInWhileTheyCome() {
        var user = users.fresh();
        String text = "A text of a length that posts have, with a number so that no two are the same. ".repeat(12);
        var most = new AtomicInteger();
        var lines = IntStream.rangeClosed(0, 10_000)
                .mapToObj(row -> {
                    if (row % 1_000 == 0) {
                        most.accumulateAndGet(row - rowsOf(user), Math::max);
                    }
                    String line = row == 0 ? "content,platforms,when\n" : "\"%s%d\",x,draft\n".formatted(text, row);
                    return line.getBytes(UTF_8);
                })
                .iterator();
        var begin = Instant.now();

        var received = receive.receive(
                new ReceiveImport.Order(user.id(), Import.Mode.DRAFT, false, ZoneOffset.UTC),
                new UploadedFile(Import.Format.CSV, new Lines(lines)));
        var took = Duration.between(begin, Instant.now());
        process.cancel(received);

        assertThat(received.counts().total()).isEqualTo(10_000);
        assertThat(most).as("rows that were in memory at most").hasValueLessThan(1_000);
        System.out.printf("import: 10,000 rows taken in within %s, at most %d of them in memory%n", took, most.get());
    }

    /** A file whose lines are made when they are read. */
    private static final class Lines extends InputStream {
        private final Iterator<byte[]> lines;
        private ByteArrayInputStream line = new ByteArrayInputStream(new byte[0]);

        Lines(Iterator<byte[]> lines) {
            this.lines = lines;
        }

        @Override
        public int read() {
            int next = line.read();
            while (next < 0 && lines.hasNext()) {
                line = new ByteArrayInputStream(lines.next());
                next = line.read();
            }
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int first = length == 0 ? -1 : read();
            if (first < 0) {
                return length == 0 ? 0 : -1;
            }
            buffer[offset] = (byte) first;
            return 1 + Math.max(0, line.read(buffer, offset + 1, length - 1));
        }
    }

    /** An import that only the test works on. */
    private UUID queued(CurrentUser user, int rows) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into imports (id, user_id, status, format, mode, dry_run, time_zone, columns, total, created_at,
                          updated_at)
                        values (:id, :user, 'queued', 'csv', 'draft', false, 'UTC', '{content,platforms}', :rows, now(), now())
                        """)
                .param("id", id)
                .param("user", user.id().value())
                .param("rows", rows)
                .update();
        jdbc.sql("""
                        insert into import_rows (import_id, number, user_id, line, raw)
                        select :id, g, :user, g + 1, '["Text ' || g || '", "x"]' from generate_series(1, :rows) g
                        """)
                .param("id", id)
                .param("user", user.id().value())
                .param("rows", rows)
                .update();
        return id;
    }

    private static String drafts(int rows, String text) {
        return IntStream.rangeClosed(1, rows)
                .mapToObj(i -> "%s %d,x,draft".formatted(text.strip().replace(",", ""), i))
                .collect(Collectors.joining("\n", "content,platforms,when\n", "\n"));
    }

    private static MockHttpServletRequestBuilder csv(String file) {
        return body("text/csv", file);
    }

    private static MockHttpServletRequestBuilder body(String type, String file) {
        return body(type, file.getBytes(UTF_8));
    }

    private static MockHttpServletRequestBuilder body(String type, byte[] file) {
        return post(IMPORTS).contentType(type).content(file);
    }

    private MockHttpServletResponse send(CurrentUser user, MockHttpServletRequestBuilder request) throws Exception {
        return mvc.perform(request.with(TestUsers.as(user))).andReturn().getResponse();
    }

    private JsonNode received(CurrentUser user, MockHttpServletRequestBuilder request) throws Exception {
        var answer = send(user, request);
        assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(202);
        return json.readTree(answer.getContentAsString());
    }

    private JsonNode imported(CurrentUser user, MockHttpServletRequestBuilder request) throws Exception {
        return awaitEnd(user, received(user, request));
    }

    private String refused(CurrentUser user, MockHttpServletRequestBuilder request, int status) throws Exception {
        var answer = send(user, request);
        assertThat(answer.getStatus()).as(answer.getContentAsString()).isEqualTo(status);
        return json.readTree(answer.getContentAsString()).path("code").asString();
    }

    private JsonNode awaitEnd(CurrentUser user, JsonNode sent) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> look(user, sent),
                        found -> !found.path("finishedAt").isNull());
    }

    private void awaitSome(CurrentUser user, JsonNode sent) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> look(user, sent).path("created").asInt() > 0);
    }

    private JsonNode look(CurrentUser user, JsonNode sent) throws Exception {
        return json.readTree(mvc.perform(get(IMPORTS + "/" + id(sent)).with(TestUsers.as(user)))
                .andReturn()
                .getResponse()
                .getContentAsString());
    }

    private List<JsonNode> rows(CurrentUser user, JsonNode done, String status) throws Exception {
        var page = json.readTree(mvc.perform(get(IMPORTS + "/" + id(done) + "/rows")
                        .queryParam("status", status)
                        .queryParam("limit", "100")
                        .with(TestUsers.as(user)))
                .andReturn()
                .getResponse()
                .getContentAsString());
        return page.path("items").valueStream().toList();
    }

    private String fetch(CurrentUser user, JsonNode done, String file) throws Exception {
        return mvc.perform(get(IMPORTS + "/" + id(done) + "/" + file).with(TestUsers.as(user)))
                .andReturn()
                .getResponse()
                .getContentAsString(UTF_8);
    }

    private int posts(CurrentUser user) {
        return jdbc.sql("select count(*) from posts where user_id = :user")
                .param("user", user.id().value())
                .query(Integer.class)
                .single();
    }

    private int rowsOf(CurrentUser user) {
        return jdbc.sql("select count(*) from import_rows where user_id = :user")
                .param("user", user.id().value())
                .query(Integer.class)
                .single();
    }

    private static String id(JsonNode found) {
        return found.path("id").asString();
    }

    private static String counts(JsonNode found) {
        return List.of("total", "created", "valid", "skipped", "failed", "pending").stream()
                .map(kind -> found.path(kind).asInt() + " " + kind)
                .collect(Collectors.joining(", "));
    }
}

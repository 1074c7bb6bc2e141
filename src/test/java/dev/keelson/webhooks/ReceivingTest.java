package dev.keelson.webhooks;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.webhooks.SignedRequest.Line;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What may come in at the webhook paths, byte by byte: everything is taken or refused, and nothing is an error of ours. */
@KeelsonTest
class ReceivingTest {
    private static final int LIMIT = 1 << 20;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private WebhookRejections rejections;

    @LocalServerPort
    private int port;

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final String id = "evt_" + UUID.randomUUID();

    @BeforeEach
    void listen() {
        lines.start();
        ((Logger) LoggerFactory.getLogger("ROOT")).addAppender(lines);
    }

    @AfterEach
    void nothingIsLoggedAsAnError() {
        assertThat(((Logger) LoggerFactory.getLogger("ROOT")).detachAppender(lines))
                .as("listened to the end; another application's start may set logging up anew")
                .isTrue();
        assertThat(lines.list)
                .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.ERROR)
                        && line.getLoggerName().startsWith("dev.keelson")
                        && !isOfTestsBeside(line))
                .isEmpty();
    }

    /** Nothing here asks for anything of the API, or looks after the audit log or the keys. */
    private static boolean isOfTestsBeside(ILoggingEvent line) {
        return line.getFormattedMessage().contains(" path=/api/")
                || line.getLoggerName().startsWith("dev.keelson.audit.")
                || line.getLoggerName().startsWith("dev.keelson.shared.ReEncryption");
    }

    private static String secret(WebhookProvider provider) {
        return switch (provider) {
            case STRIPE -> "whsec_keelson_test_stripe";
            case CLERK -> "whsec_a2VlbHNvbi10ZXN0LWNsZXJrLXdlYmhvb2stc2VjcmV0";
            case AYRSHARE -> "keelson-test-ayrshare";
        };
    }

    private static SignedRequest signed(WebhookProvider provider, byte[] body) {
        return SignedRequest.of(provider, SignedRequest.key(provider, secret(provider)), body, Instant.now());
    }

    private static String head(WebhookProvider provider, SignedRequest request, String... more) {
        var head = new StringBuilder("POST /webhooks/" + provider.id() + " HTTP/1.1\r\nHost: keelson\r\n");
        for (Line line : request.lines()) {
            head.append(line.name()).append(": ").append(line.value()).append("\r\n");
        }
        for (String line : more) {
            head.append(line).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    private int status(String from, WebhookProvider provider, SignedRequest request, byte[] body, String... more)
            throws IOException {
        String[] all = Stream.concat(Arrays.stream(more), Stream.of("Content-Length: " + body.length))
                .toArray(String[]::new);
        try (var connection = new RawHttp(port, from)) {
            return connection.write(head(provider, request, all)).write(body).status();
        }
    }

    private int stripe(byte[] body, String... more) throws IOException {
        return status("127.0.0.1", WebhookProvider.STRIPE, signed(WebhookProvider.STRIPE, body), body, more);
    }

    private List<String> causesFrom(String address) {
        return rejections.latest().stream()
                .filter(rejection -> rejection.remoteAddress().equals(address))
                .map(WebhookRejections.Rejection::cause)
                .toList();
    }

    private String subjectAndOutcome(String eventId) {
        return jdbc.sql("""
                        select e.type || ' ' || e.subject || ' ' || a.outcome
                        from webhook_dedup d join webhook_event e using (seq) left join webhook_attempt a using (seq)
                        where d.event_id = :id
                        """).param("id", eventId).query(String.class).optional().orElse("nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'id':'%s','object':'event','type':'invoice.upcoming','livemode':false,"
                        + "'data':{'object':{'object':'invoice','customer':'cus_7','id':null}}}",
                "{'id':'%s','object':'event','type':'invoice.upcoming','livemode':false,"
                        + "'data':{'object':{'object':'invoice','customer':{'id':'cus_7','object':'customer'}}}}",
                "{'id':'%s','object':'event','type':'entitlements.active_entitlement_summary.updated','livemode':false,"
                        + "'data':{'object':{'object':'entitlements.active_entitlement_summary','customer':'cus_7',"
                        + "'entitlements':{'data':[{'id':'ent_1'}],'has_more':false}}}}",
            })
    void eventWhoseObjectHasNoIdIsKeptUnderItsOwnAndItsCustomer(String template) throws Exception {
        String body = template.replace('\'', '"').formatted(id);
        String kept = body.contains("upcoming")
                ? "invoice.upcoming cus_7 ignored"
                : "entitlements.active_entitlement_summary.updated cus_7 applied";

        assertThat(stripe(body.getBytes(UTF_8))).isEqualTo(200);

        await().untilAsserted(() -> assertThat(subjectAndOutcome(id)).isEqualTo(kept));
    }

    /** A summary that nobody names is nothing to handle, and for somebody to see. */
    @ParameterizedTest
    @CsvSource({"invoice.upcoming, ignored", "entitlements.active_entitlement_summary.updated, dead"})
    void thinEventOfSuchAnObjectIsKeptUnderItsOwnId(String type, String outcome) throws Exception {
        String body = """
                {"id":"%s","object":"v2.core.event","type":"v1.%s","livemode":false,"created":"2026-11-23T10:00:00Z"}
                """.formatted(id, type);

        assertThat(stripe(body.getBytes(UTF_8))).isEqualTo(200);

        await().untilAsserted(() -> assertThat(subjectAndOutcome(id)).isEqualTo(type + " " + id + " " + outcome));
    }

    @Test
    void thinEventOfTheSecondApiIsKeptAndIgnored() throws Exception {
        String body = """
                {"id":"%s","object":"v2.core.event","type":"v2.core.account.updated","created":"2026-11-23T10:00:00Z",
                 "related_object":{"id":"acct_1","type":"v2.core.account"}}""".formatted(id);

        assertThat(stripe(body.getBytes(UTF_8))).isEqualTo(200);

        await().untilAsserted(
                        () -> assertThat(subjectAndOutcome(id)).isEqualTo("v2.core.account.updated acct_1 ignored"));
    }

    static Stream<Arguments> strangeBodies() {
        String event = "\"id\":\"ID\",\"type\":\"strange.type\"";
        return Stream.of(
                Arguments.of(200, "the same key twice", "{" + event + ",\"id\":\"ID\",\"type\":\"strange.type\"}"),
                Arguments.of(
                        200, "a number for an id of its object", "{" + event + ",\"data\":{\"object\":{\"id\":7}}}"),
                Arguments.of(200, "text for the object", "{" + event + ",\"data\":\"none\",\"created\":{\"a\":[]}}"),
                Arguments.of(200, "time as text", "{" + event + ",\"created\":\"yesterday\"}"),
                Arguments.of(200, "time before 1970", "{" + event + ",\"created\":-5}"),
                Arguments.of(200, "NUL in the subject", "{" + event + ",\"data\":{\"object\":{\"id\":\"a\\u0000b\"}}}"),
                Arguments.of(
                        200,
                        "half a pair in the subject",
                        "{" + event + ",\"data\":{\"object\":{\"id\":\"\\ud800\"}}}"),
                Arguments.of(200, "NUL in what nobody reads", "{" + event + ",\"note\":\"a\\u0000b\\udc00\"}"),
                Arguments.of(200, "a byte order mark", "\ufeff{" + event + "}"),
                Arguments.of(200, "blanks around it", " \r\n\t{" + event + "}\n\n"),
                Arguments.of(
                        200,
                        "an id of four bytes a character",
                        "{\"id\":\"ID\ud83d\ude00\",\"type\":\"strange.type\"}"),
                Arguments.of(400, "NUL in the id", "{\"id\":\"ID\\u0000\",\"type\":\"strange.type\"}"),
                Arguments.of(400, "NUL in the type", "{\"id\":\"ID\",\"type\":\"a\\u0000\"}"),
                Arguments.of(400, "half a pair in the id", "{\"id\":\"ID\\ud800\",\"type\":\"strange.type\"}"),
                Arguments.of(400, "the other half in the type", "{\"id\":\"ID\",\"type\":\"\\udc00\"}"),
                Arguments.of(400, "no text for a type", "{\"id\":\"ID\",\"type\":{}}"),
                Arguments.of(400, "no id", "{\"id\":null,\"type\":\"strange.type\"}"),
                Arguments.of(400, "trailing garbage", "{" + event + "} x"),
                Arguments.of(400, "another document behind it", "{" + event + "}{}"),
                Arguments.of(400, "half a document", "{" + event),
                Arguments.of(400, "no quotes", "{id:1,type:2}"),
                Arguments.of(400, "no JSON number", "{" + event + ",\"a\":NaN}"),
                Arguments.of(400, "an endless number", "{" + event + ",\"a\":" + "9".repeat(5_000) + "}"),
                Arguments.of(
                        400, "deep arrays", "{" + event + ",\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"),
                Arguments.of(
                        400,
                        "deep objects",
                        "{" + event + ",\"a\":" + "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_001)),
                Arguments.of(
                        400,
                        "deep where we look",
                        "{" + event + ",\"data\":{\"object\":" + "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_002)),
                Arguments.of(400, "nothing", ""));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("strangeBodies")
    void strangeBodyIsTakenOrABadRequest(int expected, String what, String template) throws Exception {
        String body = template.replace("ID", id);

        assertThat(stripe(body.getBytes(UTF_8))).as(what).isEqualTo(expected);

        if (expected == 200) {
            await().untilAsserted(() -> assertThat(
                            jdbc.sql("""
                                    select outcome from webhook_dedup join webhook_attempt using (seq)
                                    where event_id like :id || '%'
                                    """).param("id", id).query(String.class).list())
                    .containsExactly("ignored"));
        }
    }

    @Test
    void invalidUtf8IsTakenOrABadRequest() throws Exception {
        byte[] inside = "{\"id\":\"evt_?\",\"type\":\"strange.type\"}".getBytes(UTF_8);
        byte[] outside = "{\"id\":\"evt_1\",\"type\":\"strange.type\",\"note\":\"?\"}".getBytes(UTF_8);
        for (byte[] body : List.of(inside, outside)) {
            int at = new String(body, UTF_8).indexOf('?');
            for (int bad : new int[] {0x80, 0xc0, 0xe0, 0xf0, 0xf8, 0xff, 0xed}) {
                body[at] = (byte) bad;

                assertThat(stripe(body)).as("%x", bad).isEqualTo(400);
            }
        }
    }

    @Test
    void otherEncodingsOfJsonAreRead() throws Exception {
        assertThat(stripe(("{\"id\":\"" + id + "\",\"type\":\"strange.type\"}").getBytes(UTF_16)))
                .isEqualTo(200);

        await().untilAsserted(() -> assertThat(subjectAndOutcome(id)).isEqualTo("strange.type " + id + " ignored"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: multipart/form-data",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Type: ;;;",
                "Content-Type: text/plain; charset=no-such-charset",
                "Accept: nothing/at-all",
                "Accept: ;;",
                "Accept-Encoding: \u00ff\u00fe",
                "traceparent: 00-" + "0" + "-x",
                "traceparent: 00-\u00e9\u00e9af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "X-B3-TraceId: ' or 1=1 --",
                "Authorization: Bearer \u00ff",
                "Origin: https://evil.example.com",
                "X-Whatever: \u0085\u009f",
                "Cookie: ;=;\u00e9"
            })
    void headersThatAreNoneOfOursChangeNothing(String header) throws Exception {
        byte[] body = ("{\"id\":\"" + id + "\",\"type\":\"strange.type\"}").getBytes(UTF_8);

        assertThat(stripe(body, header)).isEqualTo(200);
    }

    @Test
    void badHeadersOnWhatIsRefusedDoNotMakeItAnError() throws Exception {
        var nobody = new SignedRequest(List.of());
        for (String header : List.of("Accept: nothing/at-all", "Accept: ;;", "Accept: \u0085", "Content-Type: ;;;")) {
            assertThat(status("127.0.0.27", WebhookProvider.STRIPE, nobody, new byte[2], header))
                    .as(header)
                    .isEqualTo(401);
        }
        try (var connection = new RawHttp(port, "127.0.0.1")) {
            connection.write("GET /api/v1/billing/plans HTTP/1.1\r\nHost: keelson\r\nAccept: \u0085\r\n\r\n");

            assertThat(connection.status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "OPTIONS", "HEAD", "BREW"})
    void onlyPostIsAMethodOfThese(String method) throws Exception {
        try (var connection = new RawHttp(port, "127.0.0.1")) {
            String head = connection
                    .write(method + " /webhooks/stripe HTTP/1.1\r\nHost: keelson\r\n\r\n")
                    .head();

            assertThat(head).startsWith("HTTP/1.1 405").contains("Allow: POST\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhooks", "/webhooks/", "/webhooks/paypal", "/webhooks/stripe/", "/webhooks/stripe/x"})
    void otherSourcesAreNotFound(String path) throws Exception {
        try (var connection = new RawHttp(port, "127.0.0.1")) {
            String head = connection
                    .write("POST " + path + " HTTP/1.1\r\nHost: keelson\r\nContent-Length: 0\r\n\r\n")
                    .head();

            assertThat(head).startsWith("HTTP/1.1 404").contains("Content-Type: application/problem+json");
        }
    }

    @Test
    void announcedBodyOverTheLimitIsRefusedBeforeItIsSent() throws Exception {
        try (var connection = new RawHttp(port, "127.0.0.21")) {
            connection.write(
                    head(WebhookProvider.STRIPE, new SignedRequest(List.of()), "Content-Length: " + (LIMIT + 1)));

            assertThat(connection.status()).isEqualTo(413);
        }
        assertThat(rejections.latest())
                .anySatisfy(rejection -> assertThat(rejection)
                        .extracting(
                                WebhookRejections.Rejection::source,
                                WebhookRejections.Rejection::cause,
                                WebhookRejections.Rejection::remoteAddress,
                                WebhookRejections.Rejection::size)
                        .containsExactly("stripe", "too_large", "127.0.0.21", LIMIT + 1L));
    }

    @Test
    void chunkedBodyIsTakenUpToTheLimitAndRefusedBeyondIt() throws Exception {
        String fill = "x".repeat(LIMIT - 200);
        byte[] fits = ("{\"id\":\"" + id + "\",\"type\":\"strange.type\",\"fill\":\"" + fill + "\"}").getBytes(UTF_8);

        assertThat(chunked("127.0.0.22", fits)).isEqualTo(200);
        assertThat(chunked("127.0.0.22", new byte[LIMIT + 1])).isEqualTo(413);
        assertThat(causesFrom("127.0.0.22")).containsExactly("too_large");
    }

    private int chunked(String from, byte[] body) throws IOException {
        try (var connection = new RawHttp(port, from)) {
            connection.write(
                    head(WebhookProvider.STRIPE, signed(WebhookProvider.STRIPE, body), "Transfer-Encoding: chunked"));
            for (int at = 0; at < body.length; at += 8_000) {
                byte[] chunk = Arrays.copyOfRange(body, at, Math.min(body.length, at + 8_000));
                connection
                        .write(Integer.toHexString(chunk.length) + "\r\n")
                        .write(chunk)
                        .write("\r\n");
            }
            return connection.write("0\r\n\r\n").status();
        }
    }

    @Test
    void bodyIsAskedForOnlyWhereItIsWanted() throws Exception {
        byte[] body = ("{\"id\":\"" + id + "\",\"type\":\"strange.type\"}").getBytes(UTF_8);
        var request = signed(WebhookProvider.STRIPE, body);
        try (var connection = new RawHttp(port, "127.0.0.1")) {
            connection.write(
                    head(WebhookProvider.STRIPE, request, "Expect: 100-continue", "Content-Length: " + body.length));

            assertThat(connection.status()).isEqualTo(100);
            assertThat(connection.write(body).status()).isEqualTo(200);
        }
        try (var connection = new RawHttp(port, "127.0.0.1")) {
            connection.write(
                    head(WebhookProvider.STRIPE, request, "Expect: 100-continue", "Content-Length: " + (LIMIT + 1)));

            assertThat(connection.status()).isEqualTo(413);
        }
    }

    @Test
    void senderThatGoesAwayInTheMiddleIsNoErrorOfOurs() throws Exception {
        var nobody = new SignedRequest(List.of());
        try (var connection = new RawHttp(port, "127.0.0.23")) {
            connection
                    .write(head(WebhookProvider.STRIPE, nobody, "Content-Length: 1000"))
                    .write("{\"id\":");
        }
        try (var connection = new RawHttp(port, "127.0.0.23")) {
            connection
                    .write(head(WebhookProvider.STRIPE, nobody, "Content-Length: 100000"))
                    .write("{\"id\":")
                    .reset();
        }
        try (var connection = new RawHttp(port, "127.0.0.23")) {
            connection
                    .write(head(WebhookProvider.STRIPE, nobody, "Transfer-Encoding: chunked"))
                    .write("no chunk\r\n");

            assertThat(connection.status()).isEqualTo(400);
        }

        await().untilAsserted(() ->
                assertThat(causesFrom("127.0.0.23")).containsExactly("unreadable", "unreadable", "unreadable"));
    }

    @ParameterizedTest
    @EnumSource(WebhookProvider.class)
    void malformedHeadersAreUnauthorizedByHttpToo(WebhookProvider provider) throws Exception {
        long seed = Long.getLong("keelson.seed", new Random().nextLong());
        var mutations = new HeaderMutations(new Random(seed), true);
        byte[] body = ("{\"id\":\"" + id + "\",\"type\":\"strange.type\"}").getBytes(UTF_8);
        for (int round = 0; round < 150; round++) {
            // From many addresses, of which none spends its budget.
            String from = "127.0." + (30 + provider.id().length()) + "." + (1 + round / 20);
            var foreign = SignedRequest.of(provider, "another secret".getBytes(UTF_8), body, Instant.now());
            var spoilt = mutations.spoil(foreign);

            // More than the server takes of headers never comes as far as a signature.
            boolean tooMuch = head(provider, spoilt).length() > 7_500;

            assertThat(status(from, provider, spoilt, body))
                    .as("seed %d, %s", seed, spoilt)
                    .isIn(tooMuch ? List.of(400, 401) : List.of(401));
        }
        assertThat(subjectAndOutcome(id)).isEqualTo("nothing");
    }

    @Test
    void whoKeepsSendingWhatIsRefusedIsToldToStopAndStillHeardWhenItIsSigned() throws Exception {
        String from = "127.0.0.24";
        byte[] body = ("{\"id\":\"" + id + "\",\"type\":\"strange.type\"}").getBytes(UTF_8);
        var unsigned = new SignedRequest(List.of());
        int last = 0;
        for (int i = 0; i <= 2 * RefusalBudget.REFUSALS && last != 429; i++) {
            last = status(from, WebhookProvider.STRIPE, unsigned, body);
        }

        assertThat(last).isEqualTo(429);
        try (var connection = new RawHttp(port, from)) {
            String head = connection
                    .write(head(WebhookProvider.CLERK, unsigned, "Content-Length: 0"))
                    .head();
            assertThat(head).startsWith("HTTP/1.1 429").containsPattern("Retry-After: [12]\r\n");
        }
        assertThat(status(from, WebhookProvider.STRIPE, signed(WebhookProvider.STRIPE, body), body))
                .isEqualTo(200);
        assertThat(status("127.0.0.25", WebhookProvider.STRIPE, unsigned, body)).isEqualTo(401);
        assertThat(causesFrom(from)).contains("missing_header").doesNotContain("bad_signature");
    }

    @Test
    void rejectionOfAnUnknownSourceIsKept() throws Exception {
        try (var connection = new RawHttp(port, "127.0.0.26")) {
            connection.write("POST /webhooks/paypal HTTP/1.1\r\nHost: keelson\r\nContent-Length: 2\r\n\r\n{}");

            assertThat(connection.status()).isEqualTo(404);
        }
        assertThat(causesFrom("127.0.0.26")).containsExactly("unknown_source");
    }
}

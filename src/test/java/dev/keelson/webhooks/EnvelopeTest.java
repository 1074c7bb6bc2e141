package dev.keelson.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

class EnvelopeTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private static Optional<Envelope> read(WebhookProvider provider, String body) {
        var headers = new HttpHeaders();
        headers.set("svix-id", "msg_1");
        return Envelope.read(provider, headers, body.getBytes(UTF_8), NOW);
    }

    @Test
    void stripeSubjectIsTheCustomerWhetherExpandedOrNot() {
        String plain = """
                {"id":"evt_1","type":"invoice.paid","created":1795000000,
                 "data":{"object":{"id":"in_1","lines":{"data":[{"id":"il_1","customer":"no"}]},"customer":"cus_1"}}}""";
        String expanded = """
                {"type":"invoice.paid","data":{"object":{"customer":{"id":"cus_1","email":null},"id":"in_1"}},
                 "created":1795000000,"id":"evt_1"}""";

        var expected = new Envelope("evt_1", "invoice.paid", "cus_1", Instant.ofEpochSecond(1795000000));
        assertThat(read(WebhookProvider.STRIPE, plain)).contains(expected);
        assertThat(read(WebhookProvider.STRIPE, expanded)).contains(expected);
    }

    @Test
    void stripeObjectWithoutAnIdIsAboutItsCustomer() {
        String upcoming = """
                {"id":"evt_2","type":"invoice.upcoming","created":1795000000,"data":{"object":{"customer":"cus_9"}}}""";

        assertThat(read(WebhookProvider.STRIPE, upcoming))
                .map(Envelope::subject)
                .contains("cus_9");
    }

    @Test
    void thinEventGoesByItsSnapshotsIdAndType() {
        String thin = """
                {"id":"evt_thin","object":"v2.core.event","type":"v1.customer.subscription.updated","livemode":false,
                 "created":"2026-10-05T10:00:00.250Z","snapshot_event":"evt_1","changes":{"before":{"id":"no"}},
                 "related_object":{"id":"sub_1","type":"subscription","url":"/v1/subscriptions/sub_1"}}""";

        assertThat(read(WebhookProvider.STRIPE, thin))
                .contains(new Envelope(
                        "evt_1", "customer.subscription.updated", "sub_1", Instant.parse("2026-10-05T10:00:00.250Z")));
    }

    @Test
    void thinEventWithoutASnapshotGoesByItsOwnId() {
        String thin = """
                {"id":"evt_thin","object":"v2.core.event","type":"v1.billing.meter.no_meter_found","snapshot_event":null,
                 "created":1795000000}""";

        assertThat(read(WebhookProvider.STRIPE, thin))
                .contains(new Envelope(
                        "evt_thin", "billing.meter.no_meter_found", "evt_thin", Instant.ofEpochSecond(1795000000)));
    }

    @Test
    void thinEventOfTheSecondApiKeepsItsType() {
        String thin = """
                {"id":"evt_2","object":"v2.core.event","type":"v2.core.account.updated","snapshot_event":"evt_1",
                 "created":"2026-10-05T12:00:00+02:00","related_object":{"id":"acct_1"}}""";

        assertThat(read(WebhookProvider.STRIPE, thin))
                .contains(new Envelope(
                        "evt_2", "v2.core.account.updated", "acct_1", Instant.parse("2026-10-05T10:00:00Z")));
    }

    @Test
    void clerkTimestampsMayBeSecondsOrMilliseconds() {
        String body = "{\"type\":\"user.created\",\"data\":{\"id\":\"user_1\"},\"timestamp\":%s}";

        assertThat(read(WebhookProvider.CLERK, body.formatted("1744276393644")))
                .contains(new Envelope("msg_1", "user.created", "user_1", Instant.ofEpochMilli(1744276393644L)));
        assertThat(read(WebhookProvider.CLERK, body.formatted("1716883200")))
                .map(Envelope::occurredAt)
                .contains(Instant.ofEpochSecond(1716883200));
    }

    @Test
    void clerkSessionIsAboutItsUser() {
        assertThat(read(
                        WebhookProvider.CLERK,
                        "{\"type\":\"session.ended\",\"data\":{\"id\":\"sess_1\",\"user_id\":\"user_1\"}}"))
                .map(Envelope::subject)
                .contains("user_1");
    }

    @Test
    void ayrshareTimeInAnotherFormIsNotWorthRefusingTheEvent() {
        assertThat(read(
                        WebhookProvider.AYRSHARE,
                        "{\"hookId\":\"h1\",\"action\":\"social\",\"refId\":\"r1\",\"created\":\"yesterday\"}"))
                .contains(new Envelope("h1", "social", "r1", NOW));
    }

    @Test
    void timeBeyondWhatTheDatabaseKnowsIsReplacedByTheArrival() {
        assertThat(read(WebhookProvider.STRIPE, "{\"id\":\"evt_1\",\"type\":\"x\",\"created\":9999999999999}"))
                .map(Envelope::occurredAt)
                .contains(NOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{}",
                "{\"id\":\"evt_1\"}",
                "{\"type\":\"x\"}",
                "{\"id\":\"\",\"type\":\"x\"}",
                "{\"id\":\"a\\u0000b\",\"type\":\"x\"}",
                "{\"id\":\"evt_1\",\"type\":\"x\"",
                "{\"id\":\"evt_1\",\"type\":\"x\"} trailing",
                "{\"id\":{\"nested\":1},\"type\":\"x\"}",
                "{\"id\":\"evt_1\",\"type\":\"x\",\"data\":[1,2,}"
            })
    void whatIsNoEventIsNotRead(String body) {
        assertThat(read(WebhookProvider.STRIPE, body)).isEmpty();
    }

    @Test
    void tooLongAnIdIsNotRead() {
        assertThat(read(WebhookProvider.STRIPE, "{\"id\":\"" + "e".repeat(256) + "\",\"type\":\"x\"}"))
                .isEmpty();
    }

    /** Jackson fills short names up with bytes of that value, and so takes these two for one where it has met the shorter. */
    @Test
    void nameThatIsNoTextIsNotTakenForAnother() {
        assertThat(read(WebhookProvider.STRIPE, "{\"id\":\"evt_1\",\"type\":\"x\",\"d\":1}"))
                .isPresent();

        byte[] spoilt = "{\"id\":\"evt_1\",\"type\":\"x\",\"#d\":1}".getBytes(UTF_8);
        spoilt[new String(spoilt, UTF_8).indexOf('#')] = (byte) 0xff;

        assertThat(Envelope.read(WebhookProvider.STRIPE, new HttpHeaders(), spoilt, NOW))
                .isEmpty();
    }

    @Test
    void whateverIsReadCanAlsoBeParsedWhenItIsHandled() {
        long seed = Long.getLong("keelson.seed", new Random().nextLong());
        var random = new Random(seed);
        byte[] event = """
                {"id":"evt_1","type":"x","created":1795000000,"livemode":false,"n":[1,-2.5e3,0,true,null,"\\u00e9\\n\\ud83d\\ude00é😀"],
                 "data":{"object":{"id":"in_1","customer":"cus_1","lines":{"data":[{"a":{}}]}}}}""".getBytes(UTF_8);
        int read = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] body = spoilt(event, random);
            if (Envelope.read(WebhookProvider.STRIPE, new HttpHeaders(), body, NOW)
                    .isPresent()) {
                read++;
                assertThatCode(() -> JsonMapper.shared().readTree(body))
                        .as("seed %d, %s", seed, Arrays.toString(body))
                        .doesNotThrowAnyException();
            }
        }
        assertThat(read).as("read, seed %d", seed).isBetween(1, 49_999);
    }

    private static byte[] spoilt(byte[] event, Random random) {
        byte[] body = event.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(4)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body[at] = body[random.nextInt(body.length)];
                case 2 -> body = Arrays.copyOf(body, at + 1);
                default -> body[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return body;
    }
}

package dev.keelson.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;

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
}

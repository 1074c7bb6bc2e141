package dev.keelson.billing;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.WebhookSender;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The types of Stripe's events that a business of subscriptions and payments may get, up to 2026-10-28.endive: each is
 * acknowledged, and handled or knowingly ignored, as docs/stripe-events.md says.
 */
@KeelsonTest
class EveryStripeEventTest {
    private static final Path PAGE = Path.of("docs/stripe-events.md");

    /** One object's types a line: what is before the brackets, and what may follow it. */
    private static final List<String> SNAPSHOTS = List.of(
            "customer.[created,updated,deleted]",
            "customer.discount.[created,updated,deleted]",
            "customer.tax_id.[created,updated,deleted]",
            "customer.source.[created,updated,deleted,expiring]",
            "checkout.session.[completed,async_payment_succeeded,async_payment_failed,expired]",
            "customer.subscription.[created,updated,deleted,paused,resumed,trial_will_end,pending_update_applied,"
                    + "pending_update_expired]",
            "subscription_schedule.[created,updated,aborted,canceled,completed,expiring,released]",
            "invoice.[created,updated,finalized,finalization_failed,paid,payment_succeeded,payment_failed,"
                    + "payment_action_required,payment_attempt_required,overdue,overpaid,will_be_due,sent,upcoming,voided,"
                    + "marked_uncollectible,deleted]",
            "invoice_payment.[paid]",
            "invoiceitem.[created,deleted]",
            "credit_note.[created,updated,voided]",
            "payment_intent.[created,processing,requires_action,amount_capturable_updated,partially_funded,succeeded,"
                    + "payment_failed,canceled]",
            "setup_intent.[created,requires_action,succeeded,setup_failed,canceled]",
            "charge.[succeeded,failed,pending,captured,expired,updated,refunded]",
            "charge.dispute.[created,updated,closed,funds_withdrawn,funds_reinstated]",
            "refund.[created,updated,failed]",
            "charge.refund.[updated]",
            "payment_method.[attached,updated,automatically_updated,detached]",
            "mandate.[updated]",
            "radar.early_fraud_warning.[created,updated]",
            "review.[opened,closed]",
            "product.[created,updated,deleted]",
            "price.[created,updated,deleted]",
            "plan.[created,updated,deleted]",
            "coupon.[created,updated,deleted]",
            "promotion_code.[created,updated]",
            "entitlements.active_entitlement_summary.[updated]",
            "billing.meter.[created,updated,deactivated,reactivated]",
            "billing.alert.[triggered]",
            "billing.credit_grant.[created,updated]",
            "billing.credit_balance_transaction.[created]",
            "billing_portal.configuration.[created,updated]",
            "billing_portal.session.[created]",
            "tax_rate.[created,updated]",
            "tax.settings.[updated]",
            "quote.[created,finalized,accepted,canceled]",
            "payment_link.[created,updated]");

    /** Which Stripe sends in the thin form only. */
    private static final List<String> THIN = List.of(
            "billing.meter.[error_report_triggered,no_meter_found]",
            "customer.subscription.[active,trialing,past_due,unpaid,incomplete,incomplete_expired,item_added,item_removed,"
                    + "item_price_changed,item_quantity_changed,cancel_at_changed,default_payment_method_changed]",
            "entitlements.active_entitlement_summary.[entitlement_added,entitlement_removed]",
            "invoice_payment.[open,canceled]",
            "promotion_code.[fully_redeemed]",
            "price.[activated,deactivated]");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Autowired
    private List<WebhookHandler> handlers;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    private final String unique = UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void stripeKnowsEveryObject() {
        for (String type : types(THIN)) {
            var object = object(type);
            stripe.stubFor(get(urlPathMatching("/v1/.*/" + object.path("id").asString("none") + "(\\?.*)?"))
                    .willReturn(okJson(object.toString())));
        }
        stripe.stubFor(get(urlPathMatching("/v1/entitlements/active_entitlements"))
                .willReturn(okJson("{\"object\": \"list\", \"has_more\": false, \"data\": []}")));
        stripe.stubFor(get(urlPathMatching("/v2/core/events/" + eventId("") + ".*"))
                .willReturn(okJson("{\"object\": \"v2.core.event\", \"data\": {\"reason\": {\"error_count\": 1}}}")));
        stripe.stubFor(get(urlPathMatching("/v1/products/.*"))
                .willReturn(okJson("{\"id\": \"prod_none\", \"object\": \"product\", \"deleted\": true}")));
    }

    @Test
    void everyTypeIsTakenAndHandledOrIgnored() throws Exception {
        var expected = new TreeMap<String, String>();
        for (String type : types(SNAPSHOTS)) {
            expected.put(type, isHandled(type) && !type.equals("invoice.upcoming") ? "applied" : "ignored");
            send(type, Deliveries.payload(eventId(type), type, StripeObjects.CREATED, object(type)));
        }
        for (String type : types(THIN)) {
            expected.put(type, isHandled(type) ? "applied" : "ignored");
            var snapshot = Deliveries.event(type, StripeObjects.CREATED, object(type));
            var body = (ObjectNode) Deliveries.thin(snapshot).payload();
            body.put("id", eventId(type)).remove("snapshot_event");
            send(type, body);
        }

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(outcomes()).isEqualTo(expected));
        assertThat(jdbc.sql("select count(*) from webhook_dead where starts_with(event_id, :prefix)")
                        .param("prefix", eventId(""))
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void pageNamesEveryTypeOnceAndTheHandlersThatThereAre() {
        var handled = new TreeMap<String, String>();
        var ignored = new TreeSet<String>();
        for (List<String> row : rows()) {
            var types = codes(row.getFirst());
            if (row.size() == 3) {
                types.forEach(type -> handled.put(type, row.get(1).replace("`", "")));
            } else {
                ignored.addAll(types);
            }
        }

        assertThat(handled).as("handled").isEqualTo(handlersByType());
        assertThat(Stream.concat(types(SNAPSHOTS).stream(), types(THIN).stream()))
                .allSatisfy(
                        type -> assertThat(patternsOf(type, handled.keySet()).isEmpty())
                                .as("%s is ignored, or on no line", type)
                                .isEqualTo(!patternsOf(type, ignored).isEmpty()));
        assertThat(ignored)
                .as("on the page, and of no type")
                .allMatch(pattern -> Stream.concat(types(SNAPSHOTS).stream(), types(THIN).stream())
                        .anyMatch(type -> !patternsOf(type, Set.of(pattern)).isEmpty()));
    }

    private Map<String, String> handlersByType() {
        var byType = new TreeMap<String, String>();
        handlers.stream()
                .filter(handler -> handler.provider() == WebhookProvider.STRIPE)
                .filter(handler ->
                        AopUtils.getTargetClass(handler).getPackageName().startsWith("dev.keelson.billing"))
                .forEach(handler -> handler.types().forEach(type -> byType.put(type, nameOf(handler))));
        return byType;
    }

    private static String nameOf(WebhookHandler handler) {
        String name = AopUtils.getTargetClass(handler).getSimpleName();
        return handler instanceof MirrorHandler mirror
                ? name + " of " + mirror.table().sqlName()
                : name;
    }

    private boolean isHandled(String type) {
        return !patternsOf(type, handlersByType().keySet()).isEmpty();
    }

    private static List<String> patternsOf(String type, Set<String> patterns) {
        return patterns.stream()
                .filter(pattern -> pattern.equals(type)
                        || (pattern.endsWith(".*") && type.startsWith(pattern.substring(0, pattern.length() - 1))))
                .toList();
    }

    private static List<List<String>> rows() {
        try (var lines = Files.lines(PAGE)) {
            return lines.filter(line -> line.startsWith("| `"))
                    .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                            .map(String::strip)
                            .filter(cell -> !cell.isEmpty())
                            .toList())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(match -> match.group(1)).toList();
    }

    private static List<String> types(List<String> lines) {
        var types = new ArrayList<String>();
        for (String line : lines) {
            String prefix = line.substring(0, line.indexOf('['));
            for (String last :
                    line.substring(prefix.length() + 1, line.length() - 1).split(",", -1)) {
                types.add(prefix + last);
            }
        }
        assertThat(types).doesNotHaveDuplicates();
        return types;
    }

    private String eventId(String type) {
        return "evt_" + unique + "_" + type;
    }

    private void send(String type, ObjectNode body) throws Exception {
        assertThat(new WebhookSender(port).stripe(body.toString()).statusCode())
                .as(type)
                .isEqualTo(200);
    }

    /** Each type's object is another one, so that none is overtaken. */
    private ObjectNode object(String type) {
        String resource = resource(type);
        String id = (unique + "_" + type).replace('.', '_');
        var sample = StripeSamples.of(StripeSamples.DAHLIA, resource);
        if (sample.isEmpty()) {
            sample.put("object", resource);
        }
        sample.put("livemode", false);
        if (sample.has("customer")) {
            sample.put("customer", "cus_" + id);
        }
        if (!resource.equals(EntitlementSummaryObject.OBJECT) && !type.equals("invoice.upcoming")) {
            sample.put("id", id);
        }
        for (var item : sample.path("items").path("data")) {
            ((ObjectNode) item).put("id", "si_" + id);
        }
        return (ObjectNode) JsonMapper.shared().readTree(sample.toString());
    }

    private static String resource(String type) {
        String prefix = type.substring(0, type.lastIndexOf('.'));
        return switch (prefix) {
            case "customer.subscription" -> "subscription";
            case "customer.discount" -> "discount";
            case "customer.tax_id" -> "tax_id";
            case "charge.dispute" -> "dispute";
            case "charge.refund" -> "refund";
            default -> prefix;
        };
    }

    private Map<String, String> outcomes() {
        return jdbc
                .sql("""
                        select e.event_id, coalesce(a.outcome, 'none') as outcome
                        from webhook_event e
                          left join webhook_attempt a on a.seq = e.seq and a.outcome <> 'failed'
                        where starts_with(e.event_id, :prefix)
                        """)
                .param("prefix", eventId(""))
                .query((row, _) -> Map.entry(
                        row.getString("event_id").substring(eventId("").length()), row.getString("outcome")))
                .list()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        Map.Entry::getValue,
                        (one, other) -> one.equals(other) ? one : one + "," + other,
                        TreeMap::new));
    }
}

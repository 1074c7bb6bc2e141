package dev.keelson;

import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.auth.PersonalData;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Encryption;
import dev.keelson.shared.Role;
import dev.keelson.testing.BesideOthers;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestTokens;
import dev.keelson.testing.WebhookSender;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is held about people: all of it is in their export, and after their erasure none of it is anywhere. The database's own
 * catalogue says which tables there are, so a new one fails here until somebody has thought about it.
 */
@KeelsonTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@BesideOthers
class PrivacyTest {
    /** Tables that hold nothing about a person. */
    private static final Map<String, String> IMPERSONAL = Map.ofEntries(
            Map.entry("products", "what is sold to all"),
            Map.entry("prices", "what is sold to all"),
            Map.entry("coupons", "what is offered to all"),
            Map.entry("organizations", "what several people belong to"),
            Map.entry("meter_error_reports", "numbers by code"),
            Map.entry("webhook_slot", "numbers"),
            Map.entry("x_analytics_calls", "numbers by the hour"),
            Map.entry("audit_check", "when the log was last checked, and a hash"),
            Map.entry("rate_limit_buckets", "who has asked within minutes, where nodes count together; gone by itself"),
            Map.entry("webhook_liveness", "one time"),
            Map.entry("webhook_dedup_purge", "one number"),
            Map.entry("webhook_retention", "days and files; the files are searched"),
            Map.entry("sync_counts", "numbers of a comparison"),
            Map.entry("sync_jobs", "comparisons with vendors, by their ids"));

    /** Tables that speak of a person by the number of an event or of an export, or while an erasure goes on. */
    private static final Map<String, String> BY_NUMBER = Map.of(
            "webhook_work", "by the event's number",
            "audit_chain", "by the entry's id",
            "audit_unsealed", "by the entry's id, for seconds",
            "revenue_marks", "by the customer, for seconds",
            "webhook_attempt", "by the event's number",
            "data_export_chunks", "by the export's id, encrypted",
            "erasure_steps", "by the erasure's id, from when it begins",
            "erasures", "from when it begins",
            "erasure_names", "from when it begins");

    /** What an export does not tell of, with the reason. */
    private static final Map<String, String> NOT_EXPORTED = Map.ofEntries(
            Map.entry("webhook_dedup", "ids of events, which are exported themselves"),
            Map.entry("webhook_work", "whether an event has been handled says nothing about the person"),
            Map.entry("webhook_attempt", "how an event was handled says nothing about the person"),
            Map.entry("webhook_dead", "that an event could not be handled; it is exported itself"),
            Map.entry(
                    "revenue_changes", "figures that follow from the subscriptions' history, which is exported itself"),
            Map.entry("revenue_marks", "that such figures are to be worked out, for seconds"),
            Map.entry("sync_drifts", "ids at the vendor that are in the export already"),
            Map.entry("sync_seen", "ids at the vendor, while a comparison runs"),
            Map.entry("event_publication", "ids, for the moment until a listener has run"),
            Map.entry("scheduled_tasks", "ids of what is due"),
            Map.entry("data_export_chunks", "the exports themselves"),
            Map.entry("audit_chain", "hashes of the entries, which are exported themselves"),
            Map.entry("audit_unsealed", "that an entry waits to be sealed"),
            Map.entry("erasures", "of somebody who is gone"),
            Map.entry("erasure_steps", "of somebody who is gone"),
            Map.entry("erasure_names", "of somebody who is gone"));

    /** Where ids of an erased person stay, with the reason. */
    private static final Map<String, String> IDS_STAY = Map.ofEntries(
            Map.entry("users", "the tombstone, without which a late event would bring them back"),
            Map.entry("erasures", "that and when they were erased"),
            Map.entry("audit_log", "append-only; ids and no more"),
            Map.entry("customers", "tombstones, by which late events are known for an erased person's"),
            Map.entry("subscriptions", "the books"),
            Map.entry("subscription_items", "the books"),
            Map.entry("subscription_history", "the books"),
            Map.entry("revenue_changes", "the books"),
            Map.entry("revenue_marks", "that figures are to be worked out, for seconds"),
            Map.entry("invoices", "the books"),
            Map.entry("invoice_payments", "the books"),
            Map.entry("payment_intents", "the books"),
            Map.entry("charges", "the books"),
            Map.entry("refunds", "the books"),
            Map.entry("disputes", "the books"),
            Map.entry("checkout_sessions", "the books"),
            Map.entry("subscription_schedules", "the books"),
            Map.entry("discounts", "the books"),
            Map.entry("promotion_codes", "that there was one, by Stripe's id: a later event must not bring it back"),
            Map.entry("payment_methods", "that there was one, by Stripe's id"),
            Map.entry("setup_intents", "that there was one, by Stripe's id"),
            Map.entry("tax_ids", "that there was one, by Stripe's id"),
            Map.entry("entitlement_summaries", "that there was one, by Stripe's id"),
            Map.entry("user_plans", "the plan and its dates, by which an older change is known for old"),
            Map.entry("billing_commands", "that something was asked for, by Stripe's id"),
            Map.entry("social_profiles", "a tombstone, so that no profile is made again"),
            Map.entry("webhook_dedup", "that an event was seen, so that it is not taken again"),
            Map.entry("sync_drifts", "ids at the vendor, as long as reports are kept"),
            Map.entry("sync_seen", "ids at the vendor, while a comparison runs"),
            Map.entry("sync_jobs", "ids at the vendor, as long as reports are kept"),
            Map.entry("event_publication", "ids, for the moment until a listener has run"),
            Map.entry("scheduled_tasks", "ids of what is due"));

    /** Made before the application is, which is before JUnit makes directories. */
    private static final Path ARCHIVES = directory();

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry properties) {
        properties.add("keelson.webhooks.retention.archive-directory", () -> ARCHIVES);
        properties.add("keelson.privacy.erasure.passes-after", () -> "4s,8s");
        properties.add("keelson.privacy.erasure.first-pause", () -> "100ms");
        properties.add("keelson.privacy.export.chunk-size", () -> 1024);
    }

    @InjectWireMock("clerk")
    private WireMockServer clerk;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Encryption encryption;

    @Autowired
    private SchedulerClient scheduler;

    @Autowired
    private List<PersonalData> personalData;

    @Autowired
    private TestTokens tokens;

    @Autowired
    private MockMvc mvc;

    @Autowired
    private JsonMapper json;

    @LocalServerPort
    private int port;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private WholeDatabase database;
    private Person ada;
    private Person bob;

    @BeforeAll
    void fill() throws Exception {
        logged.start();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(logged);
        database = new WholeDatabase(jdbc);
        ada = new Person("q7z9adaw", jdbc, encryption, new WebhookSender(port)).filled();
        bob = new Person("k4x8bobv", jdbc, encryption, new WebhookSender(port)).filled();
        archive();
    }

    @Test
    @Order(1)
    void everyTableIsFilledOrExplained() {
        assertThat(database.tables())
                .filteredOn(table -> !IMPERSONAL.containsKey(table) && !BY_NUMBER.containsKey(table))
                .filteredOn(table -> ada.ids().stream()
                        .noneMatch(id -> database.tablesWith(id).contains(table)))
                // Audit entries are written by the requests that follow.
                .as("Tables without a row about the person: fill them in Person, or explain why there is none")
                .isSubsetOf("data_exports", "scheduled_tasks", "audit_log");
        assertThat(database.tablesWith("q7z9adaw"))
                .contains(
                        "webhook_work",
                        "webhook_attempt",
                        "webhook_event",
                        "webhook_dead",
                        "users",
                        "customers",
                        "invoices");
    }

    @Test
    @Order(2)
    void everyTableIsExportedOrExplained() {
        Set<String> exported = personalData.stream()
                .flatMap(data -> data.topics().stream())
                .flatMap(topic -> topic.tables().stream())
                .collect(Collectors.toSet());

        assertThat(database.tables())
                .filteredOn(table ->
                        !exported.contains(table) && !IMPERSONAL.containsKey(table) && !NOT_EXPORTED.containsKey(table))
                .as("Tables that no PersonalData tells of, and of which nobody has said why")
                .isEmpty();
        assertThat(database.tables()).containsAll(exported);
    }

    @Test
    @Order(2)
    void everyTableIsOnThePage() throws Exception {
        String page = Files.readString(Path.of("docs", "privacy.md"));

        assertThat(database.tables())
                .filteredOn(table -> !IMPERSONAL.containsKey(table) && !page.contains("`" + table + "`"))
                .as("Tables with something about people that docs/privacy.md does not name")
                .isEmpty();
    }

    @Test
    @Order(3)
    void exportHoldsAllValuesOfThePersonAndNoneOfOthers() throws Exception {
        var export = json.readTree(mvc.perform(post("/api/v1/me/exports").with(as(user(ada))))
                .andExpect(status().isAccepted())
                .andExpect(header().exists("Location"))
                .andReturn()
                .getResponse()
                .getContentAsString());
        String path = "/api/v1/me/exports/" + export.path("id").asString();
        Awaitility.await()
                .untilAsserted(() -> mvc.perform(get(path).with(as(user(ada))))
                        .andExpect(jsonPath("$.status").value("ready")));

        var files = unzipped(mvc.perform(get(path + "/content").with(as(user(ada))))
                .andExpect(status().isOk())
                .andExpect(header().string("Content-Type", "application/zip"))
                .andExpect(header().string("Cache-Control", "no-store"))
                .andReturn()
                .getResponse()
                .getContentAsByteArray());

        String all = String.join("\n", files.values());
        assertThat(ada.values())
                .filteredOn(value -> !List.of("PROFILEKEY", "attempt", "death", "lasterror").stream()
                        .anyMatch(value::endsWith))
                .filteredOn(value -> !all.contains(value))
                .as("What is held and not exported")
                .isEmpty();
        assertThat(all).doesNotContain(ada.profileKey(), "k4x8bobv", bob.unique);
        assertThat(files.keySet()).contains("README.txt", "account.json", "received-events.json");
        assertThat(files.get("activity.json")).contains("export.requested");
        assertThat(files.entrySet())
                .filteredOn(file -> file.getKey().endsWith(".json"))
                .allSatisfy(file ->
                        assertThat(json.readTree(file.getValue()).isArray()).isTrue());
        mvc.perform(get(path + "/content").with(as(user(bob)))).andExpect(status().isNotFound());
        mvc.perform(get(path).with(as(user(bob)))).andExpect(status().isNotFound());
    }

    @Test
    @Order(4)
    void erasureLeavesNoTraceAndOthersUntouched() throws Exception {
        stubVendors();
        var bobsRows = database.rowsWith("k4x8bobv");
        var token = tokens.of(ada.clerkId, "sess_" + ada.unique);
        mvc.perform(get("/api/v1/me").header("Authorization", "Bearer " + token))
                .andExpect(status().isOk());

        mvc.perform(MockMvcRequestBuilders.delete("/api/v1/me").with(as(user(ada))))
                .andExpect(status().isAccepted())
                .andExpect(jsonPath("$.erasureId").exists());

        mvc.perform(get("/api/v1/me").header("Authorization", "Bearer " + token))
                .andExpect(status().isUnauthorized())
                .andExpect(jsonPath("$.code").value("USER_DELETED"));
        awaitStatus("watching");
        ada.lastWords();
        awaitStatus("completed");

        assertThat(database.rowsWith("q7z9"))
                .as("rows that still tell of the person")
                .isEmpty();
        for (String id : ada.ids()) {
            assertThat(database.rowsWithout(database.rowsWith(id), IDS_STAY.keySet()))
                    .as("rows with ids that are not explained")
                    .isEmpty();
        }
        assertThat(archived()).doesNotContain("q7z9", ada.unique).contains("k4x8bobv");
        assertThat(ARCHIVES).isDirectoryNotContaining("glob:**.next");
        assertThat(ARCHIVES.toFile().list()).containsExactly("webhook-events-%s.ndjson.gz".formatted(ada.archivedDay));
        assertThat(database.rowsWith("k4x8bobv")).as("the other person's rows").isEqualTo(bobsRows);
        assertThat(jdbc.sql("select count(*) from audit_log where action = 'erasure.completed' and subject = :user")
                        .param("user", ada.user().toString())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        stripe.verify(deleteRequestedFor(urlEqualTo("/v1/customers/" + ada.customer)));
        clerk.verify(deleteRequestedFor(urlEqualTo("/users/" + ada.clerkId)));
        ayrshare.verify(
                1,
                deleteRequestedFor(urlEqualTo("/profiles"))
                        .withRequestBody(matchingJsonPath("$.profileKey", equalTo(ada.profileKey()))));
    }

    @Test
    @Order(5)
    void booksAreKept() {
        assertThat(jdbc.sql("select raw::text from invoices where stripe_id = 'in_%s' and total = 900"
                                .formatted(ada.unique))
                        .query(String.class)
                        .single())
                .contains("KEEL-" + ada.unique, "\"amount_paid\": 900", "\"paid\"");
        assertThat(jdbc.sql("""
                                select concat(c.amount, ' ', c.card_last4, ' ', r.amount, ' ', d.status)
                                from charges c, refunds r, disputes d
                                where c.stripe_id = 'ch_%1$s' and r.stripe_id = 're_%1$s' and d.stripe_id = 'dp_%1$s'
                                """.formatted(ada.unique)).query(String.class).single())
                .isEqualTo("900  100 lost");
        assertThat(jdbc.sql("select status from subscriptions where stripe_id = 'sub_%s'".formatted(ada.unique))
                        .query(String.class)
                        .single())
                .as("the last word of the vendor was heard")
                .isEqualTo("canceled");
    }

    @Test
    @Order(6)
    void nothingPersonalWasLogged() {
        assertThat(((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(logged))
                .as("listened to the end; another application's start may set logging up anew")
                .isTrue();

        assertThat(List.copyOf(logged.list))
                .hasSizeGreaterThan(3)
                .extracting(event -> event.getFormattedMessage()
                        + event.getMDCPropertyMap()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .noneMatch(line -> line.contains("q7z9") || line.contains("k4x8"));
    }

    private void stubVendors() {
        clerk.stubFor(delete("/users/" + ada.clerkId)
                .willReturn(
                        okJson("{\"id\": \"%s\", \"object\": \"user\", \"deleted\": true}".formatted(ada.clerkId))));
        // The second one, of which Stripe tells late, is deleted there already.
        stripe.stubFor(delete(urlPathMatching("/v1/customers/.*"))
                .willReturn(jsonResponse("{\"error\": {\"code\": \"resource_missing\", \"message\": \"gone\"}}", 404)));
        stripe.stubFor(delete("/v1/customers/" + ada.customer)
                .willReturn(okJson(
                        "{\"id\": \"%s\", \"object\": \"customer\", \"deleted\": true}".formatted(ada.customer))));
        ayrshare.stubFor(delete("/profiles").willReturn(okJson("{\"status\": \"success\"}")));
    }

    private void awaitStatus(String status) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(jdbc.sql("select status from erasures where user_id = :user")
                                .param("user", ada.user().value())
                                .query(String.class)
                                .optional())
                        .as(() -> jdbc.sql("select coalesce(string_agg(s::text, ' '), 'no step') from erasure_steps s")
                                .query(String.class)
                                .single())
                        .contains(status));
    }

    private void archive() {
        scheduler.reschedule(TaskInstanceId.of("webhook-retention", "daily"), Instant.now());
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> jdbc.sql("select count(*) from webhook_retention where dropped_at is not null")
                                .query(Integer.class)
                                .single()
                        == 1);
        assertThat(archived()).contains("q7z9adawold", "k4x8bobvold");
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory(Path.of("target"), "archives");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String archived() {
        try (var files = Files.list(ARCHIVES)) {
            return files.map(PrivacyTest::decompressed).collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String decompressed(Path file) {
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> unzipped(byte[] content) throws IOException {
        var files = new TreeMap<String, String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(content), StandardCharsets.UTF_8)) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private static CurrentUser user(Person person) {
        return new CurrentUser(person.user(), person.clerkId, "sess_" + person.unique, Role.FREE);
    }
}

package dev.keelson.webhooks;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.testing.ProbeReconciler;
import dev.keelson.testing.SyncApi;
import dev.keelson.testing.SyncTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.webhooks.Reconciler.Step;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.RequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.transaction.support.TransactionTemplate;
import org.wiremock.spring.InjectWireMock;
import tools.jackson.databind.JsonNode;

@SyncTest
class SyncJobsTest {
    private static final String SINCE = """
            {"provider": "ayrshare", "kind": "since", "since": "2026-01-01T00:00:00Z"}
            """;
    private static final String FULL = "{\"provider\": \"ayrshare\", \"kind\": \"full\"}";

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    @InjectWireMock("clerk")
    private WireMockServer clerk;

    @Autowired
    private SyncApi api;

    @Autowired
    private ProbeReconciler probe;

    @Autowired
    private SyncStore store;

    @Autowired
    private SyncJobs jobs;

    @Autowired
    private SyncMetrics gauges;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private InstantSource clock;

    @Autowired
    private TestUsers users;

    @Autowired
    private MockMvc mvc;

    @SuppressWarnings("NullAway.Init")
    private CurrentUser admin;

    @BeforeEach
    void vendorsWithNothing() {
        admin = users.fresh(Role.ADMIN);
        ayrshare.stubFor(get(urlPathEqualTo("/profiles")).willReturn(okJson("{\"profiles\": [], \"hasMore\": false}")));
        stripe.stubFor(get(urlPathEqualTo("/v1/events"))
                .willReturn(okJson("{\"object\": \"list\", \"data\": [], \"has_more\": false}")));
        clerk.stubFor(get(urlPathEqualTo("/users")).willReturn(okJson("[]")));
    }

    @AfterEach
    void nothingIsLeftRunning() {
        jdbc.sql("select id from sync_jobs where status in ('queued', 'running')")
                .query(UUID.class)
                .list()
                .forEach(id -> store.cancel(id));
        probe.forget();
    }

    @Test
    void jobGoesFromPageToPageAndSaysWhatItFound() {
        probe.answer((pass, cursor) -> {
            if (cursor == null) {
                pass.report(new Drift("probe", "p1", Drift.Kind.MISSING, true));
                return Step.of("second", 2);
            }
            pass.report(new Drift("probe", "p3", Drift.Kind.DIFFERENT, true));
            pass.report(new Drift("probe", "p4", Drift.Kind.ORPHAN, false));
            return Step.of(null, 3);
        });

        var report = api.run(SINCE);

        assertThat(probe.asked()).containsExactly("", "second");
        var job = report.path("job");
        assertThat(job.path("status").asString()).isEqualTo("succeeded");
        assertThat(job.path("reason").asString()).isEqualTo("manual");
        assertThat(job.path("entity").asString()).isEqualTo("publication");
        assertThat(job.path("since").asString()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(List.of(job.path("drifted").asLong(), job.path("repaired").asLong()))
                .containsExactly(3L, 2L);
        assertThat(job.path("finishedAt").asString("")).isNotEmpty();
        assertThat(checked(report, "probe")).isEqualTo(5);
        assertThat(SyncApi.count(report, "probe", "orphan")).isEqualTo(1);
        assertThat(report.path("drifts")
                        .valueStream()
                        .map(drift -> drift.path("vendorId").asString()))
                .containsExactly("p1", "p3", "p4");
        assertThat(report.path("drifts").path(2).path("repaired").asBoolean()).isFalse();
    }

    @Test
    void driftIsCountedInAMetricAndSuccessHasAnAge() {
        var before = drifts();
        probe.answer((pass, _) -> {
            pass.report(new Drift("probe", "p1", Drift.Kind.MISSING, true));
            return Step.of(null, 1);
        });

        api.run(SINCE);
        gauges.refresh();

        assertThat(drifts() - before).isEqualTo(1);
        assertThat(metrics.get("webhook.reconcile.last.success.age")
                        .tag("provider", "ayrshare")
                        .gauge()
                        .value())
                .isBetween(0.0, 30.0);
    }

    @Test
    void jobGoesOnWhereItsProcessDied() {
        var deaths = new AtomicInteger();
        probe.answer((pass, cursor) -> {
            if (cursor == null) {
                pass.report(new Drift("probe", "p1", Drift.Kind.MISSING, true));
                return Step.of("second", 10);
            }
            if (cursor.equals("second") && deaths.getAndIncrement() == 0) {
                throw new ThreadDeathInTheMiddle();
            }
            return Step.of(cursor.equals("second") ? "third" : null, 10);
        });

        var report = api.run(SINCE);

        assertThat(probe.asked()).containsExactly("", "second", "second", "third");
        assertThat(checked(report, "probe")).isEqualTo(30);
        assertThat(SyncApi.count(report, "probe", "missing")).isEqualTo(1);
    }

    /** As if the process had died: nothing of ours catches an error. */
    @SuppressWarnings("serial")
    private static class ThreadDeathInTheMiddle extends Error {}

    @Test
    void driftThatIsRolledBackWithItsRepairIsNotReported() {
        probe.answer((pass, _) -> {
            transaction.executeWithoutResult(status -> {
                pass.report(new Drift("probe", "p1", Drift.Kind.MISSING, true));
                status.setRollbackOnly();
            });
            return Step.of(null, 1);
        });

        var report = api.run(SINCE);

        assertThat(SyncApi.count(report, "probe", "missing")).isZero();
        assertThat(report.path("drifts").isEmpty()).isTrue();
    }

    @Test
    void executionThatWasTakenForDeadMayNotWriteAnyMore() {
        UUID id = UUID.randomUUID();
        store.insert(id, WebhookProvider.AYRSHARE, new SyncScope.One("nobody"), SyncJob.Reason.MANUAL, null);
        var dead = store.take(id).orElseThrow();
        var next = store.take(id).orElseThrow();
        var third = new SyncStore.Position("probe", SyncStore.Phase.LIST, "third");

        store.advance(next, third);

        assertThatThrownBy(() -> store.advance(dead, new SyncStore.Position("probe", SyncStore.Phase.LIST, "second")))
                .isInstanceOf(SyncStoppedException.class);
        assertThatThrownBy(() -> store.finish(dead, SyncJob.Status.SUCCEEDED, null))
                .isInstanceOf(SyncStoppedException.class);
        assertThat(store.take(id).orElseThrow().position()).isEqualTo(third);
    }

    @Test
    void failingJobIsTriedAgainFromWhereItWas() {
        var failures = new AtomicInteger();
        probe.answer((_, cursor) -> {
            if (cursor != null && failures.getAndIncrement() < 2) {
                throw new IllegalStateException("the vendor is not well");
            }
            return Step.of(cursor == null ? "second" : null, 1);
        });

        var report = api.run(SINCE);

        assertThat(report.path("job").path("status").asString()).isEqualTo("succeeded");
        assertThat(probe.asked()).containsExactly("", "second", "second", "second");
    }

    @Test
    void jobThatKeepsFailingIsGivenUpAndSaysWhy() {
        double before = failed();
        probe.answer((_, _) -> {
            throw new IllegalStateException("the vendor is not well");
        });

        var report = api.run(SINCE);

        assertThat(report.path("job").path("status").asString()).isEqualTo("failed");
        assertThat(report.path("job").path("error").asString()).contains("the vendor is not well");
        assertThat(probe.asked()).hasSize(3);
        assertThat(failed() - before).isEqualTo(1);
    }

    @Test
    void secondJobOfAKindIsRefusedWithTheIdOfTheFirst() throws Exception {
        var free = new CountDownLatch(1);
        probe.answer((_, _) -> {
            awaitFreedom(free);
            return Step.of(null, 1);
        });
        String first = api.start(SINCE);

        api.request(admin, SINCE)
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("SYNC_JOB_RUNNING"))
                .andExpect(jsonPath("$.detail").value(containsString(first)));
        free.countDown();

        assertThat(api.ended(first).path("job").path("status").asString()).isEqualTo("succeeded");
        assertThat(api.run(SINCE).path("job").path("status").asString()).isEqualTo("succeeded");
    }

    @Test
    void cancelledJobEndsWithItsPageAndCannotBeCancelledAgain() throws Exception {
        var begun = new CountDownLatch(1);
        var free = new CountDownLatch(1);
        probe.answer((_, _) -> {
            begun.countDown();
            awaitFreedom(free);
            return Step.of("second", 1);
        });
        String id = api.start(SINCE);
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        mvc.perform(post("/api/v1/admin/sync-jobs/" + id + "/cancel").with(TestUsers.as(admin)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.status").value("cancelled"));
        free.countDown();

        await().untilAsserted(() -> assertThat(
                        jdbc.sql("select count(*) from scheduled_tasks where task_name = 'webhook-sync-job'"
                                        + " and task_instance = :id")
                                .param("id", id)
                                .query(Integer.class)
                                .single())
                .isZero());
        assertThat(probe.asked()).containsExactly("");
        mvc.perform(post("/api/v1/admin/sync-jobs/" + id + "/cancel").with(TestUsers.as(admin)))
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("SYNC_JOB_FINISHED"));
        assertThat(audited(id)).containsExactlyInAnyOrder("sync_job.requested", "sync_job.cancelled");
    }

    @Test
    void whatTheVendorDidNotListIsLookedUpAlone() {
        probe.answer((_, cursor) -> Step.showing(cursor == null ? "second" : null, ids(cursor == null ? 0 : 45, 45)));
        probe.knows(ids(0, 95));

        var report = api.run(FULL);

        assertThat(report.path("job").path("status").asString()).isEqualTo("succeeded");
        assertThat(probe.checked()).containsExactlyElementsOf(ids(90, 5));
        assertThat(SyncApi.count(report, "probe", "deleted")).isEqualTo(5);
        await().untilAsserted(() -> assertThat(jdbc.sql("select count(*) from sync_seen")
                        .query(Long.class)
                        .single())
                .isZero());
    }

    @Test
    void partOfAListNeverLooksLikeDeletions() {
        probe.answer((_, _) -> Step.of(null, 1));
        probe.knows(ids(0, 5));

        api.run(SINCE);

        assertThat(probe.checked()).isEmpty();
    }

    @Test
    void implausiblyManyDeletionsStopTheJobBeforeTheFirst() {
        probe.answer((_, _) -> Step.showing(null, ids(0, 70)));
        probe.knows(ids(0, 95));

        var report = api.run(FULL);

        assertThat(report.path("job").path("status").asString()).isEqualTo("failed");
        assertThat(report.path("job").path("error").asString())
                .contains("25 of the 95 objects 'probe'")
                .contains("Nothing was deleted");
        assertThat(probe.checked()).isEmpty();
    }

    @Test
    void fewMayGoWhateverTheirShare() {
        probe.answer((_, _) -> Step.showing(null, List.of()));
        probe.knows(ids(0, 10));

        var report = api.run(FULL);

        assertThat(report.path("job").path("status").asString()).isEqualTo("succeeded");
        assertThat(probe.checked()).hasSize(10);
    }

    @Test
    void jobsAreListedByVendorAndStatus() throws Exception {
        probe.answer((_, _) -> Step.of(null, 1));
        String first = api.start(SINCE);
        api.ended(first);
        String second = api.start(SINCE);
        api.ended(second);

        mvc.perform(list("provider=ayrshare&status=succeeded&limit=1"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items.length()").value(1))
                .andExpect(jsonPath("$.items[0].id").value(second))
                .andExpect(jsonPath("$.nextCursor").isNotEmpty());
        mvc.perform(list("provider=ayrshare&status=failed"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items[?(@.provider != 'ayrshare' || @.status != 'failed')]")
                        .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"provider\": \"ayrshare\"}",
                "{\"provider\": \"paypal\", \"kind\": \"full\"}",
                "{\"provider\": \"stripe\", \"kind\": \"half\"}",
                "{\"provider\": \"stripe\", \"kind\": \"since\"}",
                "{\"provider\": \"stripe\", \"kind\": \"since\", \"since\": \"yesterday\"}",
                "{\"provider\": \"stripe\", \"kind\": \"since\", \"since\": \"2999-01-01T00:00:00Z\"}",
                "{\"provider\": \"stripe\", \"kind\": \"full\", \"since\": \"2026-01-01T00:00:00Z\"}",
                "{\"provider\": \"stripe\", \"kind\": \"one\"}",
                "{\"provider\": \"stripe\", \"kind\": \"one\", \"id\": \"\"}",
                "{\"provider\": \"stripe\", \"kind\": \"one\", \"id\": \"nothing_known\"}",
                "{\"provider\": \"clerk\", \"kind\": \"one\", \"id\": \"cus_1\"}",
                "{\"provider\": \"stripe\", \"kind\": \"one\", \"id\": \"cus_1\\u0000\"}",
            })
    void wrongRequestIsABadRequest(String body) throws Exception {
        api.request(admin, body)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.code").isNotEmpty())
                .andExpect(jsonPath("$.action").isNotEmpty());
    }

    @Test
    void afterADowntimeEverythingSinceThenIsCompared() {
        Instant lastSeen = Instant.now().minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.MILLIS);
        jdbc.sql("delete from sync_jobs").update();
        seenAlive(lastSeen);
        var schedule = schedule(clock.instant(), LocalTime.now(ZoneOffset.UTC).plusHours(12));

        schedule.tick();
        schedule.tick();

        var found = jobs.find(null, null, Optional.empty(), 10).items();
        assertThat(found).extracting(SyncJob::provider).containsExactlyInAnyOrder(WebhookProvider.values());
        assertThat(found).allSatisfy(job -> {
            assertThat(job.reason()).isEqualTo(SyncJob.Reason.STARTUP);
            assertThat(job.scope()).isEqualTo(new SyncScope.Since(lastSeen.minus(Duration.ofMinutes(5))));
        });
        found.forEach(job -> assertThat(api.ended(job.id().toString())
                        .path("job")
                        .path("status")
                        .asString())
                .isEqualTo("succeeded"));
    }

    @Test
    void nextScheduledJobBeginsBeforeTheLastOneThatGotThrough() {
        jdbc.sql("delete from sync_jobs").update();
        var noon = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        schedule(noon, LocalTime.now(ZoneOffset.UTC).plusHours(12)).tick();
        var first = scheduledStripe().getFirst();
        assertThat(first.scope()).isEqualTo(new SyncScope.Since(noon.minus(Duration.ofDays(1))));
        api.ended(first.id().toString());

        schedule(noon.plusSeconds(60), LocalTime.now(ZoneOffset.UTC).plusHours(12))
                .tick();
        assertThat(scheduledStripe()).hasSize(1);
        seenAlive(noon.plus(Duration.ofMinutes(11)));
        schedule(
                        noon.plus(Duration.ofMinutes(11)),
                        LocalTime.now(ZoneOffset.UTC).plusHours(12))
                .tick();

        var second = scheduledStripe().getFirst();
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.scope())
                .isEqualTo(new SyncScope.Since(first.createdAt().minus(Duration.ofMinutes(5))));
        api.ended(second.id().toString());
    }

    @Test
    void fullPassBeginsOnceANight() {
        jdbc.sql("delete from sync_jobs").update();
        probe.answer((_, _) -> Step.of(null, 1));
        var aMinuteAgo = LocalTime.now(ZoneOffset.UTC).minusMinutes(1);

        schedule(clock.instant(), aMinuteAgo).tick();
        schedule(clock.instant(), aMinuteAgo).tick();

        assertThat(jdbc.sql("select provider from sync_jobs where kind = 'full' order by provider")
                        .query(String.class)
                        .list())
                .containsExactly("ayrshare", "clerk", "stripe");
    }

    private void seenAlive(Instant at) {
        jdbc.sql("""
                        insert into webhook_liveness (alive_at) values (:at)
                        on conflict (only_one) do update set alive_at = excluded.alive_at
                        """).param("at", at.atOffset(ZoneOffset.UTC)).update();
    }

    private SyncSchedule schedule(Instant now, LocalTime fullAt) {
        var unset = new SyncSettings.Vendor(null, null);
        var settings = new SyncSettings(
                true,
                fullAt,
                Duration.ofMinutes(5),
                Duration.ofDays(1),
                Duration.ofMinutes(2),
                3,
                Duration.ofMillis(20),
                10,
                0.2,
                Duration.ofDays(30),
                unset,
                unset,
                unset);
        return new SyncSchedule(jobs, store, settings, jdbc, transaction, () -> now);
    }

    private List<SyncJob> scheduledStripe() {
        return jobs.find(WebhookProvider.STRIPE, null, Optional.empty(), 10).items().stream()
                .filter(job -> job.reason() == SyncJob.Reason.SCHEDULED && job.scope() instanceof SyncScope.Since)
                .toList();
    }

    private RequestBuilder list(String query) {
        return MockMvcRequestBuilders.get(URI.create("/api/v1/admin/sync-jobs?" + query))
                .with(TestUsers.as(admin));
    }

    private static List<String> ids(int from, int count) {
        return IntStream.range(from, from + count).mapToObj("p%05d"::formatted).toList();
    }

    private static long checked(JsonNode report, String entity) {
        return report.path("progress")
                .valueStream()
                .filter(progress -> progress.path("entity").asString().equals(entity))
                .mapToLong(progress -> progress.path("checked").asLong())
                .sum();
    }

    private double drifts() {
        var counter = metrics.find("webhook.reconcile.drift")
                .tags("provider", "ayrshare", "entity", "probe", "kind", "missing")
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private double failed() {
        return metrics.get("webhook.reconcile.failed")
                .tag("provider", "ayrshare")
                .counter()
                .count();
    }

    private List<String> audited(String id) {
        return jdbc.sql("select action from audit_log where subject = :id and actor_id is not null")
                .param("id", id)
                .query((row, _) -> row.getString("action"))
                .list();
    }

    private static void awaitFreedom(CountDownLatch free) {
        try {
            if (!free.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let it go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

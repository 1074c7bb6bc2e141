package dev.keelson.operations;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.webhooks.SyncJob;
import dev.keelson.webhooks.SyncJobs;
import dev.keelson.webhooks.SyncScope;
import dev.keelson.webhooks.WebhookProvider;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Reconciliations with Clerk, Stripe and Ayrshare, for administrators. */
@RestController
@RequestMapping("/api/v1/admin/sync-jobs")
class SyncJobController {
    private static final String PROVIDERS = "clerk|stripe|ayrshare";
    private static final int SHOWN_DRIFTS = 100;

    private final SyncJobs jobs;
    private final InstantSource clock;

    SyncJobController(SyncJobs jobs, InstantSource clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /**
     * What is to be compared.
     *
     * @param since with kind {@code since}: what may have changed since then
     * @param id with kind {@code one}: the vendor's id of the object
     */
    record JobRequest(
            @NotNull @Pattern(regexp = PROVIDERS, message = "must be clerk, stripe or ayrshare")
            String provider,

            @NotNull @Pattern(regexp = "full|since|one", message = "must be full, since or one")
            String kind,

            @Nullable Instant since,

            @Nullable @Size(min = 1, max = 255) @Pattern(regexp = "[!-~]*", message = "must be an id of the vendor")
            String id) {}

    record JobView(
            UUID id,
            String provider,
            String kind,
            @Nullable Instant since,
            @Nullable String object,
            String reason,
            @Nullable UUID actor,
            String status,
            @Nullable String entity,
            long checked,
            long drifted,
            long repaired,
            @Nullable String error,
            Instant createdAt,
            @Nullable Instant startedAt,
            @Nullable Instant heartbeatAt,
            @Nullable Instant finishedAt) {

        static JobView from(SyncJob job) {
            return new JobView(
                    job.id(),
                    job.provider().id(),
                    job.scope().kind(),
                    job.scope() instanceof SyncScope.Since since ? since.from() : null,
                    job.scope() instanceof SyncScope.One one ? one.vendorId() : null,
                    job.reason().id(),
                    job.actor(),
                    job.status().id(),
                    job.entity(),
                    job.checked(),
                    job.drifted(),
                    job.repaired(),
                    job.error(),
                    job.createdAt(),
                    job.startedAt(),
                    job.heartbeatAt(),
                    job.finishedAt());
        }
    }

    /** A job with what it has found: all counted, the first ones named. */
    record JobReport(
            JobView job,
            List<SyncJobs.EntityProgress> progress,
            List<SyncJobs.DriftCount> counts,
            List<SyncJobs.NoticedDrift> drifts) {}

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    JobView request(@AuthenticationPrincipal CurrentUser admin, @Valid @RequestBody JobRequest request) {
        var provider = WebhookProvider.valueOf(request.provider().toUpperCase(Locale.ROOT));
        return JobView.from(jobs.request(provider, scope(request), admin.id()));
    }

    @GetMapping
    Page<JobView> list(
            @RequestParam(required = false)
                    @Pattern(regexp = PROVIDERS, message = "must be clerk, stripe or ayrshare")
                    @Nullable
                    String provider,
            @RequestParam(required = false)
                    @Pattern(
                            regexp = "queued|running|succeeded|failed|cancelled",
                            message = "must be queued, running, succeeded, failed or cancelled")
                    @Nullable
                    String status,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return jobs.find(
                        provider == null ? null : WebhookProvider.valueOf(provider.toUpperCase(Locale.ROOT)),
                        status == null ? null : SyncJob.Status.valueOf(status.toUpperCase(Locale.ROOT)),
                        Cursor.decode(cursor),
                        limit)
                .map(JobView::from);
    }

    @GetMapping("/{id}")
    JobReport get(@PathVariable UUID id) {
        var job = jobs.get(id);
        var report = jobs.report(id, SHOWN_DRIFTS);
        return new JobReport(JobView.from(job), report.progress(), report.counts(), report.drifts());
    }

    @PostMapping("/{id}/cancel")
    JobView cancel(@AuthenticationPrincipal CurrentUser admin, @PathVariable UUID id) {
        return JobView.from(jobs.cancel(id, admin.id()));
    }

    private SyncScope scope(JobRequest request) {
        boolean wantsSince = request.kind().equals("since");
        boolean wantsId = request.kind().equals("one");
        if (wantsSince != (request.since() != null) || wantsId != (request.id() != null)) {
            throw CommonProblem.MALFORMED_REQUEST.because(
                    "'since' goes with the kind 'since' and 'id' with the kind 'one', and nothing else with 'full'.");
        }
        if (request.since() != null) {
            if (request.since().isAfter(clock.instant())) {
                throw CommonProblem.MALFORMED_REQUEST.because("'since' is not in the past.");
            }
            return new SyncScope.Since(request.since());
        }
        return request.id() != null ? new SyncScope.One(request.id()) : new SyncScope.Full();
    }
}

package dev.keelson.operations;

import dev.keelson.audit.AuditLog;
import dev.keelson.clients.ClientCaches;
import dev.keelson.clients.ClientStatus;
import dev.keelson.clients.Vendor;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** How it stands with the vendors, for administrators. */
@RestController
@RequestMapping("/api/v1/admin/clients")
class AdminClientsController {
    private static final String REQUESTS = "http.client.requests";

    private final ClientCaches clients;
    private final MeterRegistry meters;
    private final AuditLog audit;

    AdminClientsController(ClientCaches clients, MeterRegistry meters, AuditLog audit) {
        this.clients = clients;
        this.meters = meters;
        this.audit = audit;
    }

    /**
     * @param operations the slowest first
     */
    record ClientView(
            String name,
            String breaker,
            @Nullable Double failureRate,
            InFlight inFlight,
            Budget budget,
            List<CacheView> caches,
            List<OperationView> operations) {}

    record InFlight(int calls, int most) {}

    /**
     * @param left calls that may be made at once
     * @param closedSeconds how long nothing is asked because the vendor said so
     */
    record Budget(long left, int calls, long periodSeconds, long closedSeconds) {}

    record CacheView(String name, long size, long hits, long misses, long stale) {}

    /**
     * @param failed of the calls, those without a good answer
     * @param meanMs mean time since the start of the node
     * @param maxMs longest time of late
     */
    record OperationView(String operation, long calls, long failed, double meanMs, double maxMs) {}

    @Operation(
            summary = "Show how it stands with Clerk, Stripe and Ayrshare",
            description =
                    "As the node that answers sees it: circuit breaker, calls in flight, what is left of the limit,"
                            + " caches, and the calls since its start.")
    @GetMapping
    List<ClientView> list() {
        return clients.status().stream().map(this::view).toList();
    }

    @Operation(
            summary = "Forget what is remembered of a vendor's answers",
            description = "On all nodes: on this one at once, on the others within a second.")
    @PostMapping("/{name}/cache/evict")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void evict(@AuthenticationPrincipal CurrentUser admin, @PathVariable String name) {
        Vendor vendor = Arrays.stream(Vendor.values())
                .filter(known -> known.id().equals(name))
                .findFirst()
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("There are clerk, stripe and ayrshare."));
        audit.record(admin.id(), "client.cache_evicted", vendor.id(), Map.of());
        clients.evictAll(vendor);
    }

    private ClientView view(ClientStatus status) {
        return new ClientView(
                status.vendor().id(),
                status.breaker(),
                status.failureRate(),
                new InFlight(status.inFlight(), status.maxInFlight()),
                new Budget(
                        status.callsLeft(),
                        status.calls(),
                        status.period().toSeconds(),
                        status.closedFor().plusMillis(999).toSeconds()),
                status.caches().stream()
                        .map(cache ->
                                new CacheView(cache.name(), cache.size(), cache.hits(), cache.misses(), cache.stale()))
                        .toList(),
                operations(status.vendor()));
    }

    private List<OperationView> operations(Vendor vendor) {
        Collection<Timer> timers =
                meters.find(REQUESTS).tag("client.name", vendor.id()).timers();
        return timers.stream().collect(Collectors.groupingBy(AdminClientsController::operation)).entrySet().stream()
                .map(entry -> operation(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingDouble(OperationView::meanMs).reversed())
                .toList();
    }

    private static String operation(Timer timer) {
        return timer.getId().getTag("method") + " " + timer.getId().getTag("uri");
    }

    private static OperationView operation(String operation, List<Timer> timers) {
        long calls = timers.stream().mapToLong(Timer::count).sum();
        long failed = timers.stream()
                .filter(timer -> !"none".equals(timer.getId().getTag("exception")))
                .mapToLong(Timer::count)
                .sum();
        double total = timers.stream()
                .mapToDouble(timer -> timer.totalTime(TimeUnit.MILLISECONDS))
                .sum();
        double longest = timers.stream()
                .mapToDouble(timer -> timer.max(TimeUnit.MILLISECONDS))
                .max()
                .orElse(0);
        return new OperationView(operation, calls, failed, calls == 0 ? 0 : total / calls, longest);
    }
}

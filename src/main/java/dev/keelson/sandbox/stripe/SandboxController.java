package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** What only a stand-in has: a clock that can be moved, and customers whose bank does as it is told. */
@RestController
@RequestMapping("/stripe/sandbox")
class SandboxController {
    private static final Period FURTHEST = Period.ofYears(2);

    private final StripeObjects objects;
    private final SandboxStore store;
    private final StripeClock clock;
    private final BillingClock billing;
    private final FutureOutcomes outcomes;
    private final Disputes disputes;
    private final Refunds refunds;

    SandboxController(
            StripeObjects objects,
            SandboxStore store,
            StripeClock clock,
            BillingClock billing,
            FutureOutcomes outcomes,
            Disputes disputes,
            Refunds refunds) {
        this.objects = objects;
        this.store = store;
        this.clock = clock;
        this.billing = billing;
        this.outcomes = outcomes;
        this.disputes = disputes;
        this.refunds = refunds;
    }

    /** @param advance {@code P1M}, {@code PT1H}, or seconds */
    record ClockRequest(@Nullable String advance) {}

    record ClockResponse(Instant now, long aheadSeconds) {}

    record OutcomeRequest(
            @Nullable String outcome, @Nullable Integer times) {}

    /** @param outcome {@code won} or {@code lost}, for the shop */
    record DecisionRequest(@Nullable String outcome) {}

    record OutcomeResponse(String customer, String outcome, int times) {}

    @GetMapping("/clock")
    ClockResponse clock() {
        return new ClockResponse(clock.now(), clock.offset().toSeconds());
    }

    @PostMapping(path = "/clock", consumes = MediaType.APPLICATION_JSON_VALUE)
    ClockResponse advance(@RequestBody ClockRequest request) {
        billing.advanceTo(target(request.advance()));
        return clock();
    }

    @PostMapping(path = "/clock", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<Void> advanceByForm(@RequestParam String advance) {
        billing.advanceTo(target(advance));
        return overview();
    }

    @PostMapping("/customers/{id}/next-payment")
    OutcomeResponse choose(@PathVariable String id, @RequestBody OutcomeRequest request) {
        var outcome = Outcome.named(request.outcome() == null ? "" : request.outcome());
        int times = request.times() == null ? 1 : request.times();
        if (times < 1) {
            throw StripeError.invalid("'times' must be 1 or more.").param("times");
        }
        objects.get(Kind.CUSTOMER, id);
        store.atomically(() -> outcomes.choose(id, outcome, times));
        return new OutcomeResponse(id, request.outcome() == null ? "" : request.outcome(), times);
    }

    /** What the cardholder's bank decides. */
    @PostMapping(path = "/disputes/{id}/outcome", consumes = MediaType.APPLICATION_JSON_VALUE)
    ObjectNode decide(@PathVariable String id, @RequestBody DecisionRequest request) {
        return decide(id, request.outcome());
    }

    @PostMapping(path = "/disputes/{id}/outcome", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<Void> decideByForm(@PathVariable String id, @RequestParam String outcome) {
        decide(id, outcome);
        return overview();
    }

    private ObjectNode decide(String id, @Nullable String outcome) {
        boolean won = "won".equals(outcome);
        if (!won && !"lost".equals(outcome)) {
            throw StripeError.invalid("The outcome must be one of won, lost.").param("outcome");
        }
        return store.atomically(() -> disputes.decide(disputes.running(id), won));
    }

    @PostMapping(path = "/charges/{id}/refund", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<Void> refundByForm(@PathVariable String id) {
        store.atomically(() -> {
            refunds.create(objects.get(Kind.CHARGE, id), Params.of(Json.object()));
        });
        return overview();
    }

    /** The bank does not take the money. */
    @PostMapping("/refunds/{id}/fail")
    ObjectNode fail(@PathVariable String id) {
        return store.atomically(() -> {
            var refund = objects.get(Kind.REFUND, id);
            if (Json.is(refund, "status", "failed")) {
                throw StripeError.invalid("This refund has failed already.");
            }
            return refunds.fail(refund);
        });
    }

    private static ResponseEntity<Void> overview() {
        return ResponseEntity.status(303).location(URI.create("/stripe/")).build();
    }

    private Instant target(@Nullable String advance) {
        var now = clock.now();
        var target = now;
        try {
            if (advance == null) {
                throw new DateTimeException("missing");
            }
            if (advance.startsWith("PT")) {
                target = now.plus(Duration.parse(advance));
            } else if (advance.startsWith("P")) {
                target =
                        now.atOffset(ZoneOffset.UTC).plus(Period.parse(advance)).toInstant();
            } else {
                target = now.plusSeconds(Long.parseLong(advance));
            }
        } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
            throw StripeError.invalid("'advance' is a time such as P1M, P3D or PT1H, or a number of seconds.")
                    .param("advance");
        }
        if (target.isBefore(now)
                || target.isAfter(now.atOffset(ZoneOffset.UTC).plus(FURTHEST).toInstant())) {
            throw StripeError.invalid("The clock goes forward only, by at most two years at a time.")
                    .param("advance");
        }
        return target;
    }
}

package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.SandboxStore;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Stands for the account's settings of failed payments, which Stripe has in its dashboard only. */
@RestController
@RequestMapping("/stripe/sandbox/dunning")
class DunningController {
    private static final int LONGEST = 60;
    private static final int MOST = 8;

    private final SandboxStore store;
    private final Dunning dunning;

    DunningController(SandboxStore store, Dunning dunning) {
        this.store = store;
        this.dunning = dunning;
    }

    /**
     * @param retryDays days from each failure to the next attempt
     * @param end {@code cancel}, {@code unpaid} or {@code past_due}
     */
    record Settings(
            @Nullable List<Long> retryDays, @Nullable String end) {}

    @GetMapping
    Settings read() {
        var plan = dunning.plan();
        return new Settings(plan.retryDays(), plan.end().name().toLowerCase(Locale.ROOT));
    }

    /** What is left out stays as it is. */
    @PostMapping
    Settings change(@RequestBody Settings wanted) {
        store.atomically(() -> {
            var plan = dunning.plan();
            var days = wanted.retryDays() == null ? plan.retryDays() : wanted.retryDays();
            if (days.size() > MOST || days.stream().anyMatch(each -> each < 1 || each > LONGEST)) {
                throw StripeError.invalid("'retryDays' is a list of at most 8 numbers of days, each from 1 to 60.")
                        .param("retryDays");
            }
            dunning.choose(new Dunning.Plan(days, wanted.end() == null ? plan.end() : end(wanted.end())));
        });
        return read();
    }

    private static Dunning.End end(String name) {
        return Arrays.stream(Dunning.End.values())
                .filter(end -> end.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> StripeError.invalid("'end' must be one of cancel, unpaid, past_due.")
                        .param("end"));
    }
}

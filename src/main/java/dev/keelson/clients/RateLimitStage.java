package dev.keelson.clients;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Keeps us below the vendor's limit, and away from it for as long as it asks after a 429. Who calls waits a moment for a turn,
 * tasks a longer one than users, and is told then when to come back: users by the answer, tasks have queues to wait in. What the
 * vendor refused is not sent again from here.
 */
final class RateLimitStage implements ClientHttpRequestInterceptor {
    /** Accounts with a limit of their own that are remembered: those used within the longest period of any vendor. */
    private static final int ACCOUNTS = 50_000;

    private final VendorSettings.Limit settings;
    private final int calls;
    private final Budget shared;
    private final Cache<String, Budget> accounts;
    private final Consumer<ApiException.RateLimited> userIsLimited;

    /**
     * @param calls so many in each period
     * @param userIsLimited told where a user's call finds no turn
     */
    RateLimitStage(VendorSettings.Limit settings, int calls, Consumer<ApiException.RateLimited> userIsLimited) {
        this.settings = settings;
        this.calls = calls;
        this.shared = new Budget(settings, calls);
        this.accounts = Caffeine.newBuilder()
                .maximumSize(ACCOUNTS)
                .expireAfterAccess(settings.period().multipliedBy(2))
                .build();
        this.userIsLimited = userIsLimited;
    }

    Budget shared() {
        return shared;
    }

    /** How long a call of this urgency would have to wait for its turn. */
    Duration untilTurn(String account, Urgency urgency) {
        return budget(account).untilTurn(urgency);
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution) {
        var context = CallContext.current();
        Budget budget = budget(context.call().account());
        await(budget, context);
        try {
            return Stages.call(() -> execution.execute(request, body));
        } catch (ApiException.RateLimited e) {
            if (e.limitsAll()) {
                budget.close(e.retryAfter());
            }
            throw told(e, context);
        }
    }

    private Budget budget(@Nullable String account) {
        return account == null ? shared : accounts.get(account, _ -> new Budget(settings, calls));
    }

    private void await(Budget budget, CallContext context) {
        for (Duration wait = budget.take(context.urgency()); !wait.isZero(); wait = budget.take(context.urgency())) {
            if (!waitsFor(wait, context)) {
                throw told(
                        new ApiException.RateLimited(context.failure("our own limit below the vendor's"), wait, true),
                        context);
            }
            sleep(wait, context);
        }
    }

    private boolean waitsFor(Duration wait, CallContext context) {
        return context.hasTimeFor(wait)
                && wait.compareTo(
                                context.urgency() == Urgency.USER ? settings.patience() : settings.backgroundPatience())
                        <= 0;
    }

    private ApiException.RateLimited told(ApiException.RateLimited limited, CallContext context) {
        if (context.urgency() == Urgency.USER) {
            userIsLimited.accept(limited);
        }
        return limited;
    }

    private static void sleep(Duration wait, CallContext context) {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException.NotSent(context.failure("interrupted"), e);
        }
    }
}

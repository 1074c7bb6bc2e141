package dev.keelson.clients;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.UserId;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Says that a vendor's limit kept a user waiting: once in a while, and not for each of a page's calls. */
@Component
class BudgetNews {
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private record Told(Vendor vendor, UserId user) {}

    private final ApplicationEventPublisher events;
    private final InstantSource clock;
    private final TransactionOperations transaction;
    private final Cache<Told, Boolean> told =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(SILENCE).build();

    BudgetNews(ApplicationEventPublisher events, InstantSource clock, TransactionOperations transaction) {
        this.events = events;
        this.clock = clock;
        this.transaction = transaction;
    }

    void userIsLimited(ApiException.RateLimited limited) {
        var caller = SecurityContextHolder.getContext().getAuthentication();
        if (caller == null || !(caller.getPrincipal() instanceof CurrentUser user)) {
            return;
        }
        Vendor vendor = limited.failure().vendor();
        if (told.asMap().putIfAbsent(new Told(vendor, user.id()), true) == null) {
            var news = new VendorBudgetSpent(vendor, user.id(), clock.instant().plus(limited.retryAfter()));
            // In one of its own, since calls are made outside transactions and listeners want one.
            transaction.executeWithoutResult(_ -> events.publishEvent(news));
        }
    }
}

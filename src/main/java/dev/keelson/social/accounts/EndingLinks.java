package dev.keelson.social.accounts;

import dev.keelson.shared.UserId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells of links that have come closer to their end while nothing happened. Until when they work is known from Ayrshare's
 * events and lists, which the reconciliation has every day; here nobody is asked.
 */
@Component
class EndingLinks {
    private static final int PAGE = 500;

    private final AccountRows rows;
    private final LinkHealth health;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    EndingLinks(AccountRows rows, LinkHealth health, InstantSource clock, TransactionTemplate transaction) {
        this.rows = rows;
        this.health = health;
        this.clock = clock;
        this.transaction = transaction;
    }

    void tell() {
        var until = clock.instant().plus(Duration.ofDays(LinkHealth.EARLY));
        List<UserId> users = rows.withLinksEndingBy(until, null, PAGE);
        while (!users.isEmpty()) {
            users.forEach(user -> transaction.executeWithoutResult(_ -> health.settle(user)));
            users = users.size() < PAGE ? List.of() : rows.withLinksEndingBy(until, users.getLast(), PAGE);
        }
    }
}

package dev.keelson.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.shared.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.support.TransactionOperations;

class BudgetNewsTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    private final List<Object> published = new ArrayList<>();
    private final BudgetNews news = new BudgetNews(
            published::add, Clock.fixed(NOW, ZoneOffset.UTC), TransactionOperations.withoutTransaction());

    @AfterEach
    void nobody() {
        SecurityContextHolder.clearContext();
    }

    private static UserId somebody() {
        var user = new UserId(UUID.randomUUID());
        SecurityContextHolder.getContext()
                .setAuthentication(
                        new TestingAuthenticationToken(new CurrentUser(user, "user_1", "sess_1", Role.FREE), null));
        return user;
    }

    private void limited(Vendor vendor) {
        news.userIsLimited(new ApiException.RateLimited(
                ApiFailure.noAnswer(vendor, "GET /x", "limit"), Duration.ofSeconds(30), true));
    }

    @Test
    void userIsToldOnceForAllCallsOfAWhile() {
        var user = somebody();

        limited(Vendor.STRIPE);
        limited(Vendor.STRIPE);
        limited(Vendor.CLERK);

        assertThat(published)
                .containsExactly(
                        new VendorBudgetSpent(Vendor.STRIPE, user, NOW.plusSeconds(30)),
                        new VendorBudgetSpent(Vendor.CLERK, user, NOW.plusSeconds(30)));
    }

    @Test
    void eachUserIsTold() {
        somebody();
        limited(Vendor.STRIPE);
        somebody();
        limited(Vendor.STRIPE);

        assertThat(published).hasSize(2);
    }

    @Test
    void nobodyIsToldWhereNobodyWaits() {
        limited(Vendor.STRIPE);

        assertThat(published).isEmpty();
    }
}

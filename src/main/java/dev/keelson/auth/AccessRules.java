package dev.keelson.auth;

import static dev.keelson.auth.AccessRule.Demand.IN_PERSON;
import static dev.keelson.auth.AccessRule.Demand.REVERIFIED;
import static org.springframework.http.HttpMethod.DELETE;
import static org.springframework.http.HttpMethod.GET;
import static org.springframework.http.HttpMethod.PATCH;
import static org.springframework.http.HttpMethod.POST;
import static org.springframework.http.HttpMethod.PUT;

import dev.keelson.auth.AccessRule.Demand;
import dev.keelson.auth.AccessRule.Who;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Who may call what: every endpoint of the API stands here. One that does not is refused, and fails the build; see
 * {@link GuardAccess} for how the rules are kept.
 */
final class AccessRules {
    static final List<AccessRule> ALL = Stream.of(account(), billing(), social(), notifications(), operations())
            .flatMap(List::stream)
            .sorted(Comparator.comparing(AccessRule::path, PathPattern.SPECIFICITY_COMPARATOR))
            .toList();

    private AccessRules() {}

    static Optional<AccessRule> find(HttpMethod method, PathContainer path) {
        return ALL.stream().filter(rule -> rule.matches(method, path)).findFirst();
    }

    private static List<AccessRule> account() {
        return List.of(
                user(GET, "/me"),
                user(PATCH, "/me"),
                user(GET, "/me/preferences"),
                user(PUT, "/me/preferences"),
                user(GET, "/me/sessions"),
                user(DELETE, "/me/sessions", IN_PERSON),
                user(DELETE, "/me/sessions/{id}", IN_PERSON),
                user(GET, "/me/activity"),
                user(DELETE, "/me", IN_PERSON, REVERIFIED),
                user(POST, "/me/exports", IN_PERSON),
                user(GET, "/me/exports/{id}", IN_PERSON),
                user(GET, "/me/exports/{id}/content", IN_PERSON),
                admin(GET, "/users"),
                admin(GET, "/users/{id}"),
                admin(PATCH, "/users/{id}", REVERIFIED),
                admin(POST, "/users/{id}/suspend"),
                admin(POST, "/users/{id}/reinstate"),
                admin(POST, "/users/{id}/resync"),
                admin(POST, "/users/{id}/erase", REVERIFIED),
                admin(GET, "/erasures"),
                admin(GET, "/erasures/{id}"));
    }

    private static List<AccessRule> billing() {
        return List.of(
                everybody(GET, "/billing/plans"),
                user(GET, "/billing/customer"),
                user(POST, "/billing/customer"),
                user(PATCH, "/billing/customer", IN_PERSON, REVERIFIED),
                user(POST, "/billing/checkout-sessions", IN_PERSON),
                user(POST, "/billing/payment-intents", IN_PERSON),
                user(GET, "/billing/payments"),
                user(GET, "/billing/payments/{id}"),
                user(POST, "/billing/setup-intents", IN_PERSON),
                user(GET, "/billing/payment-methods"),
                user(PUT, "/billing/payment-methods/{id}/default", IN_PERSON),
                user(DELETE, "/billing/payment-methods/{id}", IN_PERSON),
                user(POST, "/billing/portal-sessions", IN_PERSON),
                user(GET, "/billing/subscriptions"),
                user(POST, "/billing/subscriptions", IN_PERSON),
                user(GET, "/billing/subscriptions/{id}"),
                user(PATCH, "/billing/subscriptions/{id}", IN_PERSON),
                user(POST, "/billing/subscriptions/{id}/preview"),
                user(POST, "/billing/subscriptions/{id}/cancel", IN_PERSON),
                user(POST, "/billing/subscriptions/{id}/resume", IN_PERSON),
                user(GET, "/billing/invoices"),
                user(GET, "/billing/invoices/{id}/pdf"),
                user(GET, "/billing/upcoming-invoice"),
                user(GET, "/billing/entitlements"),
                admin(POST, "/billing/refunds", REVERIFIED),
                admin(GET, "/billing/disputes"),
                admin(GET, "/billing/metrics"),
                admin(GET, "/billing/meter-events"),
                admin(GET, "/billing/meter-error-reports"),
                user(GET, "/billing/status"));
    }

    private static List<AccessRule> social() {
        return List.of(
                everybody(GET, "/social/platforms"),
                user(POST, "/social/link-sessions"),
                user(GET, "/social/accounts"),
                user(POST, "/social/accounts/refresh"),
                user(PATCH, "/social/accounts/{id}"),
                user(DELETE, "/social/accounts/{id}", IN_PERSON),
                admin(GET, "/social/profiles"),
                admin(POST, "/social/profiles/{id}/key", REVERIFIED),
                user(POST, "/social/media"),
                user(GET, "/social/media"),
                user(GET, "/social/media/{id}"),
                user(DELETE, "/social/media/{id}"),
                user(GET, "/social/external-posts"),
                user(GET, "/social/schedule"),
                user(PUT, "/social/schedule"),
                user(GET, "/social/schedule/free-slots"),
                user(POST, "/social/posts"),
                user(POST, "/social/posts/validate"),
                user(GET, "/social/posts"),
                user(GET, "/social/posts/{id}"),
                user(PATCH, "/social/posts/{id}"),
                user(DELETE, "/social/posts/{id}", IN_PERSON),
                user(POST, "/social/posts/{id}/schedule"),
                user(POST, "/social/posts/{id}/unschedule"),
                user(POST, "/social/posts/{id}/duplicate"),
                user(POST, "/social/posts/{id}/publish"),
                user(POST, "/social/posts/{id}/retry"),
                user(GET, "/social/calendar"),
                user(GET, "/social/calendar/feed"),
                user(PUT, "/social/calendar/feed", IN_PERSON),
                user(DELETE, "/social/calendar/feed"),
                everybody(GET, "/social/calendar/{token}.ics"),
                user(POST, "/social/imports"),
                user(GET, "/social/imports"),
                user(GET, "/social/imports/{id}"),
                user(GET, "/social/imports/{id}/rows"),
                user(GET, "/social/imports/{id}/errors.csv"),
                user(GET, "/social/imports/{id}/errors.jsonl"),
                user(POST, "/social/imports/{id}/cancel"),
                user(GET, "/social/analytics"),
                user(GET, "/social/posts/{id}/analytics"),
                user(POST, "/social/posts/{id}/analytics/refresh"),
                user(GET, "/social/best-times"));
    }

    private static List<AccessRule> notifications() {
        return List.of(
                user(GET, "/notifications"),
                user(POST, "/notifications/{id}/read"),
                user(POST, "/notifications/read-all"));
    }

    private static List<AccessRule> operations() {
        return List.of(
                user(GET, "/flags"),
                admin(GET, "/flags"),
                admin(GET, "/flags/{key}"),
                admin(PUT, "/flags/{key}"),
                admin(DELETE, "/flags/{key}"),
                admin(GET, "/billing/unmatched-customers"),
                admin(POST, "/billing/unmatched-customers/{id}/link", REVERIFIED),
                admin(POST, "/sync-jobs"),
                admin(GET, "/sync-jobs"),
                admin(GET, "/sync-jobs/{id}"),
                admin(POST, "/sync-jobs/{id}/cancel"),
                admin(GET, "/clients"),
                admin(POST, "/clients/{name}/cache/evict"),
                admin(POST, "/webhooks/replays"),
                admin(GET, "/webhooks/events"),
                admin(GET, "/webhooks/events/{id}"),
                admin(GET, "/webhooks/events/{id}/payload"),
                admin(POST, "/webhooks/events/{id}/replay"),
                admin(POST, "/webhooks/events/{id}/discard"),
                admin(GET, "/webhooks/stats"),
                admin(GET, "/audit"),
                admin(GET, "/audit/verify"),
                admin(GET, "/encryption"),
                admin(POST, "/encryption/rotate"));
    }

    private static AccessRule everybody(HttpMethod method, String path) {
        return AccessRule.of(Who.EVERYBODY, method, "/api/v1" + path);
    }

    private static AccessRule user(HttpMethod method, String path, Demand... demands) {
        return AccessRule.of(Who.USER, method, "/api/v1" + path, demands);
    }

    private static AccessRule admin(HttpMethod method, String path, Demand... demands) {
        return AccessRule.of(Who.ADMIN, method, "/api/v1/admin" + path, demands);
    }
}

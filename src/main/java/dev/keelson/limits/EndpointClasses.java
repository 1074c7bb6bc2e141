package dev.keelson.limits;

import static dev.keelson.limits.RateLimitPolicy.EXPENSIVE;
import static dev.keelson.limits.RateLimitPolicy.READ;
import static dev.keelson.limits.RateLimitPolicy.SENSITIVE;
import static dev.keelson.limits.RateLimitPolicy.WRITE;

import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The one table of what kind a request is. Where nothing else is said, GET and HEAD read and everything else writes. */
final class EndpointClasses {
    private static final String API = "/api/v1";

    private record Special(RateLimitPolicy kind, HttpMethod method, PathPattern path) {
        Special(RateLimitPolicy kind, HttpMethod method, String path) {
            this(kind, method, PathPatternParser.defaultInstance.parse(API + path));
        }
    }

    private static final List<Special> SPECIAL = List.of(
            new Special(SENSITIVE, HttpMethod.DELETE, "/me"),
            new Special(SENSITIVE, HttpMethod.DELETE, "/me/sessions"),
            new Special(SENSITIVE, HttpMethod.DELETE, "/me/sessions/{id}"),
            new Special(SENSITIVE, HttpMethod.PATCH, "/admin/users/{id}"),
            new Special(SENSITIVE, HttpMethod.POST, "/admin/users/{id}/suspend"),
            new Special(SENSITIVE, HttpMethod.POST, "/admin/users/{id}/reinstate"),
            new Special(SENSITIVE, HttpMethod.POST, "/admin/billing/refunds"),
            new Special(SENSITIVE, HttpMethod.PATCH, "/billing/customer"),
            new Special(SENSITIVE, HttpMethod.PUT, "/admin/flags/{key}"),
            new Special(SENSITIVE, HttpMethod.DELETE, "/admin/flags/{key}"),
            new Special(SENSITIVE, HttpMethod.POST, "/admin/social/profiles/{id}/key"),
            new Special(EXPENSIVE, HttpMethod.POST, "/me/exports"),
            new Special(EXPENSIVE, HttpMethod.GET, "/me/exports/{id}/content"),
            new Special(EXPENSIVE, HttpMethod.POST, "/billing/customer"),
            new Special(EXPENSIVE, HttpMethod.POST, "/billing/checkout-sessions"),
            new Special(EXPENSIVE, HttpMethod.POST, "/billing/portal-sessions"),
            new Special(EXPENSIVE, HttpMethod.POST, "/billing/payment-intents"),
            new Special(EXPENSIVE, HttpMethod.POST, "/billing/setup-intents"),
            new Special(EXPENSIVE, HttpMethod.POST, "/billing/subscriptions"),
            new Special(EXPENSIVE, HttpMethod.POST, "/billing/subscriptions/{id}/preview"),
            new Special(EXPENSIVE, HttpMethod.PATCH, "/billing/subscriptions/{id}"),
            new Special(EXPENSIVE, HttpMethod.PUT, "/billing/payment-methods/{id}/default"),
            new Special(EXPENSIVE, HttpMethod.DELETE, "/billing/payment-methods/{id}"),
            new Special(EXPENSIVE, HttpMethod.GET, "/billing/invoices/{id}/pdf"),
            new Special(EXPENSIVE, HttpMethod.POST, "/social/link-sessions"),
            new Special(EXPENSIVE, HttpMethod.POST, "/social/accounts/refresh"),
            new Special(EXPENSIVE, HttpMethod.POST, "/social/imports"),
            new Special(EXPENSIVE, HttpMethod.GET, "/social/imports/{id}/errors.csv"),
            new Special(EXPENSIVE, HttpMethod.GET, "/social/imports/{id}/errors.jsonl"),
            new Special(EXPENSIVE, HttpMethod.POST, "/social/media"),
            new Special(EXPENSIVE, HttpMethod.POST, "/social/posts/{id}/analytics/refresh"),
            new Special(EXPENSIVE, HttpMethod.POST, "/admin/users/{id}/resync"),
            new Special(EXPENSIVE, HttpMethod.POST, "/admin/sync-jobs"),
            new Special(EXPENSIVE, HttpMethod.POST, "/admin/webhooks/replays"),
            new Special(EXPENSIVE, HttpMethod.GET, "/admin/billing/metrics"),
            new Special(EXPENSIVE, HttpMethod.GET, "/admin/audit/verify"));

    private EndpointClasses() {}

    /** @param path as it stands in the request line */
    static RateLimitPolicy of(String method, String path) {
        if (path.startsWith(API)) {
            PathContainer parsed = PathContainer.parsePath(path);
            // HEAD is answered by GET's method, and costs what GET costs.
            String asked = method.equals(HttpMethod.HEAD.name()) ? HttpMethod.GET.name() : method;
            for (Special special : SPECIAL) {
                if (special.method().matches(asked) && special.path().matches(parsed)) {
                    return special.kind();
                }
            }
        }
        return method.equals(HttpMethod.GET.name()) || method.equals(HttpMethod.HEAD.name()) ? READ : WRITE;
    }
}

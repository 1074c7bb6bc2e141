package dev.keelson.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointClassesTest {
    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/me, READ",
        "HEAD, /api/v1/me, READ",
        "PATCH, /api/v1/me, WRITE",
        "DELETE, /api/v1/me, SENSITIVE",
        "DELETE, /api/v1/me/sessions/7, SENSITIVE",
        "GET, /api/v1/me/sessions, READ",
        "PATCH, /api/v1/admin/users/7, SENSITIVE",
        "POST, /api/v1/billing/checkout-sessions, EXPENSIVE",
        "GET, /api/v1/billing/invoices/in_7/pdf, EXPENSIVE",
        "HEAD, /api/v1/billing/invoices/in_7/pdf, EXPENSIVE",
        "GET, /api/v1/billing/invoices, READ",
        "POST, /api/v1/social/link-sessions, EXPENSIVE",
        "POST, /api/v1/social/posts, WRITE",
        "DELETE, /api/v1/social/posts/7, WRITE",
        "POST, /api/v1/admin/sync-jobs, EXPENSIVE",
        "GET, /api/v1/admin/sync-jobs/7, READ",
        "GET, /nothing, READ",
        "BREW, /api/v1/me, WRITE",
    })
    void kindFollowsFromMethodAndPath(String method, String path, RateLimitPolicy kind) {
        assertThat(EndpointClasses.of(method, path)).isEqualTo(kind);
    }
}

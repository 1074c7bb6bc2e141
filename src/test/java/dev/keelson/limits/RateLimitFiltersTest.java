package dev.keelson.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.CurrentUserAuthentication;
import dev.keelson.shared.FactorAges;
import dev.keelson.shared.ProblemWriter;
import dev.keelson.shared.Role;
import dev.keelson.shared.TestProblems;
import dev.keelson.shared.UserId;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.context.SecurityContextHolder;

/** The filters alone, with limits that are reached soon: 6 for an address, 4 for a user, 2 for each kind, a minute each. */
class RateLimitFiltersTest {
    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final RateLimits limits =
            new RateLimits(new LocalBuckets(TestLimits.of(6, 4, 2), TimeMeter.SYSTEM_MILLISECONDS), metrics);
    private final ProblemWriter problems = TestProblems.writer();
    private final AddressLimit address = new AddressLimit(limits, new RateLimitAnswer(problems));
    private final UserLimit user = new UserLimit(limits, new RateLimitAnswer(problems));

    @AfterEach
    void nobodyIsSignedIn() {
        SecurityContextHolder.clearContext();
    }

    private static void signIn() {
        var somebody = new CurrentUser(new UserId(UUID.randomUUID()), "user_1", "sess_1", Role.FREE);
        SecurityContextHolder.getContext()
                .setAuthentication(new CurrentUserAuthentication(somebody, FactorAges.UNKNOWN, null));
    }

    private static MockHttpServletRequest from(String remote, String method, String path) {
        var request = new MockHttpServletRequest(method, path);
        request.setRemoteAddr(remote);
        return request;
    }

    private MockHttpServletResponse send(MockHttpServletRequest request) throws ServletException, IOException {
        var response = new MockHttpServletResponse();
        // The container calls the first, which calls the second, as the security chain does.
        address.doFilter(request, response, (_, _) -> user.doFilter(request, response, new MockFilterChain()));
        return response;
    }

    private MockHttpServletResponse send(String remote, String method, String path)
            throws ServletException, IOException {
        return send(from(remote, method, path));
    }

    private double refused(String policy) {
        return metrics.get("ratelimit.refused").tag("policy", policy).counter().count();
    }

    @Test
    void answerTellsEveryPolicyThatWasLookedAtTheScarcestFirst() throws Exception {
        signIn();

        var answer = send("192.0.2.1", "GET", "/api/v1/me");

        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getHeader("RateLimit-Policy"))
                .isEqualTo("\"read\";q=2;w=60, \"user\";q=4;w=60, \"address\";q=6;w=60");
        assertThat(answer.getHeader("RateLimit"))
                .isEqualTo("\"read\";r=1;t=30, \"user\";r=3;t=15, \"address\";r=5;t=10");
    }

    @Test
    void withoutAUserOnlyTheAddressCounts() throws Exception {
        var answer = send("192.0.2.2", "GET", "/api/v1/billing/plans");

        assertThat(answer.getHeader("RateLimit")).isEqualTo("\"address\";r=5;t=10");
    }

    @Test
    void addressThatAsksTooMuchIsRefusedWithAProblem() throws Exception {
        for (int i = 0; i < 6; i++) {
            assertThat(send("192.0.2.3", "GET", "/api/v1/me").getStatus()).isEqualTo(200);
        }

        var refused = send("192.0.2.3", "GET", "/api/v1/me");

        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getContentType()).isEqualTo("application/problem+json");
        assertThat(refused.getContentAsString())
                .contains("\"code\":\"TOO_MANY_REQUESTS\"", "\"action\":", "'address' allows 6 requests in 60 seconds");
        assertThat(refused.getHeader("Retry-After")).isEqualTo("10");
        assertThat(refused.getHeader("RateLimit")).isEqualTo("\"address\";r=0;t=10");
        assertThat(refused("address")).isEqualTo(1);
    }

    @Test
    void addressesOfOneIpv6NetworkAreOne() throws Exception {
        for (int i = 0; i < 6; i++) {
            send("2001:db8::" + i, "GET", "/api/v1/me");
        }

        assertThat(send("2001:db8::ffff", "GET", "/api/v1/me").getStatus()).isEqualTo(429);
        assertThat(send("2001:db8:0:1::1", "GET", "/api/v1/me").getStatus()).isEqualTo(200);
    }

    @Test
    void forgedHeadersMakeNoOtherAddress() throws Exception {
        for (int i = 0; i < 6; i++) {
            send("192.0.2.4", "GET", "/api/v1/me");
        }
        var forged = from("192.0.2.4", "GET", "/api/v1/me");
        forged.addHeader("X-Forwarded-For", "198.51.100.1");
        forged.addHeader("Forwarded", "for=198.51.100.1");
        forged.addHeader("X-Real-IP", "198.51.100.1");

        assertThat(send(forged).getStatus()).isEqualTo(429);
    }

    @Test
    void kindThatIsUsedUpLeavesTheOtherKinds() throws Exception {
        signIn();
        send("192.0.2.5", "POST", "/api/v1/social/link-sessions");
        send("192.0.2.5", "POST", "/api/v1/social/link-sessions");

        var refused = send("192.0.2.5", "POST", "/api/v1/social/link-sessions");
        var read = send("192.0.2.5", "GET", "/api/v1/me");

        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getHeader("RateLimit")).startsWith("\"expensive\";r=0;t=30");
        assertThat(refused("expensive")).isEqualTo(1);
        assertThat(read.getStatus()).isEqualTo(200);
        assertThat(read.getHeader("RateLimit")).contains("\"read\";r=1", "\"user\";r=1");
    }

    @Test
    void userIsTheSameFromAnotherAddress() throws Exception {
        signIn();
        send("192.0.2.6", "GET", "/api/v1/me");
        send("192.0.2.7", "GET", "/api/v1/me");

        assertThat(send("192.0.2.8", "GET", "/api/v1/me").getStatus()).isEqualTo(429);
    }

    @Test
    void actuatorIsNotCounted() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(send("192.0.2.9", "GET", "/actuator/health").getStatus()).isEqualTo(200);
        }
    }
}

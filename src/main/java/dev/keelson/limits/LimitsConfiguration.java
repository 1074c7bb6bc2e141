package dev.keelson.limits;

import dev.keelson.shared.ProblemWriter;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.filter.CorsFilter;

/**
 * Puts the limits into every security filter chain: behind what makes an answer readable for a browser, and around what finds
 * out who calls. The webhooks never get there. The filters are no beans, because each would be a servlet filter as well.
 */
@Configuration(proxyBeanMethods = false)
class LimitsConfiguration {
    private static final String ENABLED = "keelson.rate-limits.enabled";

    @Bean
    @ConditionalOnBooleanProperty(name = ENABLED, matchIfMissing = true)
    RateLimits rateLimits(RateLimitSettings settings, ObjectProvider<SharedBuckets> shared, MeterRegistry metrics) {
        Buckets buckets = shared.getIfAvailable();
        return new RateLimits(
                buckets == null ? new LocalBuckets(settings, TimeMeter.SYSTEM_MILLISECONDS) : buckets, metrics);
    }

    @Bean
    @Order(1)
    @ConditionalOnBooleanProperty(name = ENABLED, matchIfMissing = true)
    Customizer<HttpSecurity> countRequests(RateLimits limits, ProblemWriter problems) {
        var answer = new RateLimitAnswer(problems);
        return http -> http.addFilterAfter(new AddressLimit(limits, answer), CorsFilter.class)
                .addFilterBefore(new UserLimit(limits, answer), AuthorizationFilter.class);
    }

    @Bean
    @Order(2)
    Customizer<HttpSecurity> limitBodies(RequestSettings settings, ProblemWriter problems, Clock clock) {
        return http -> http.addFilterAfter(new BodyLimit(settings, problems, clock), CorsFilter.class);
    }
}

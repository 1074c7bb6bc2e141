package dev.keelson.social.analytics;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/** Gives what is known of numbers an {@code ETag} of its content: it follows from many rows. */
@Configuration(proxyBeanMethods = false)
class AnalyticsEtags {
    @Bean
    FilterRegistrationBean<ShallowEtagHeaderFilter> analyticsEtagFilter() {
        var registration = new FilterRegistrationBean<ShallowEtagHeaderFilter>(new OfAnalytics());
        registration.addUrlPatterns("/api/v1/social/*");
        return registration;
    }

    private static final class OfAnalytics extends ShallowEtagHeaderFilter {
        @Override
        protected boolean shouldNotFilter(HttpServletRequest request) {
            String path = request.getRequestURI();
            return !path.endsWith("/analytics") && !path.endsWith("/best-times");
        }
    }
}

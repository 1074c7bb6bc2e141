package dev.keelson.billing;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/** Gives what frontends look at again and again an {@code ETag} of its content: it follows from many rows and the time. */
@Configuration(proxyBeanMethods = false)
class BillingEtags {
    @Bean
    FilterRegistrationBean<ShallowEtagHeaderFilter> billingEtagFilter() {
        var registration = new FilterRegistrationBean<>(new ShallowEtagHeaderFilter());
        registration.addUrlPatterns("/api/v1/billing/entitlements", "/api/v1/billing/status");
        return registration;
    }
}

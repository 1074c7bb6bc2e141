package dev.keelson.auth;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.filter.ShallowEtagHeaderFilter;

/** Gives the account an {@code ETag} of its content: other modules add to it, so there is no version to take one from. */
@Configuration(proxyBeanMethods = false)
class AccountEtag {
    @Bean
    FilterRegistrationBean<ShallowEtagHeaderFilter> accountEtagFilter() {
        var registration = new FilterRegistrationBean<>(new ShallowEtagHeaderFilter());
        registration.addUrlPatterns("/api/v1/me");
        return registration;
    }
}

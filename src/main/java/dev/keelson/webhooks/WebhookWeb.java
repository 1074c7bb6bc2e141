package dev.keelson.webhooks;

import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Puts the inbox's entrance before everything else that looks at requests. */
@Configuration(proxyBeanMethods = false)
class WebhookWeb {
    @Bean
    DelegatingFilterProxyRegistrationBean webhooksFirst() {
        // By its name: the server is made before the database is ready, and the filter needs the database.
        var registration = new DelegatingFilterProxyRegistrationBean(WebhookEntrance.NAME);
        registration.addUrlPatterns(WebhookEntrance.PATH + "*");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}

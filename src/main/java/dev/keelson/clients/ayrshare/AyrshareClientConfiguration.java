package dev.keelson.clients.ayrshare;

import dev.keelson.clients.ApiClientFactory;
import dev.keelson.clients.Vendor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AyrshareClientConfiguration {
    @Bean
    AyrshareApiClient ayrshareApiClient(ApiClientFactory clients, AyrshareSettings settings) {
        return clients.create(
                Vendor.AYRSHARE,
                settings,
                new AyrshareErrors(),
                headers -> headers.setBearerAuth(settings.apiKey()),
                pipeline -> new AyrshareApiClient(pipeline, settings));
    }
}

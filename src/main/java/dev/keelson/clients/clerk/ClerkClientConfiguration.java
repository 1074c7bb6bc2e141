package dev.keelson.clients.clerk;

import dev.keelson.clients.ApiClientFactory;
import dev.keelson.clients.Vendor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ClerkClientConfiguration {
    /** What we wrote against. Clerk's default, where a request does not say, is not documented. */
    private static final String API_VERSION = "2026-05-12";

    @Bean
    ClerkApiClient clerkApiClient(ApiClientFactory clients, ClerkSettings settings) {
        return clients.create(
                Vendor.CLERK,
                settings,
                new ClerkErrors(),
                headers -> {
                    headers.setBearerAuth(settings.secretKey());
                    headers.set("Clerk-API-Version", API_VERSION);
                },
                ClerkApiClient::new);
    }
}

package dev.keelson.clients.stripe;

import dev.keelson.clients.ApiClientFactory;
import dev.keelson.clients.Vendor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StripeClientConfiguration {
    @Bean
    StripeApiClient stripeApiClient(ApiClientFactory clients, StripeSettings settings) {
        return clients.create(
                Vendor.STRIPE,
                settings,
                new StripeErrors(),
                _ -> {}, // stripe-java brings the key along
                pipeline -> new StripeApiClient(pipeline, settings));
    }
}

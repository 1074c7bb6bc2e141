package dev.keelson.billing;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param returnUrls origins that Checkout and the portal may send a customer back to, beside those that may call the API
 *     from a browser
 * @param returnPath where on the first of these origins a customer comes back to whose request names no address
 * @param checkoutLifetime how long a Checkout can be paid; Stripe wants at least 30 minutes, at most 24 hours
 */
@ConfigurationProperties("keelson.billing")
record BillingSettings(
        @DefaultValue List<String> returnUrls,
        @DefaultValue("/billing") String returnPath,
        @DefaultValue("2h") Duration checkoutLifetime) {}

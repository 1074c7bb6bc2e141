package dev.keelson.sandbox.stripe;

import dev.keelson.sandbox.server.StandIn;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

@Component
class StripeStandIn implements StandIn {
    @Override
    public String vendor() {
        return StripeEvents.VENDOR;
    }

    @Override
    public String summary() {
        return "Billing: three plans in four currencies, coupons, Checkout, portal, subscriptions, invoices, refunds, disputes,"
                + " meters, and a clock that can be advanced. The API is below /stripe/v1.";
    }

    @Override
    public Map<String, String> pages() {
        var pages = new LinkedHashMap<String, String>();
        pages.put("/stripe/", "customers, subscriptions and the clock");
        pages.put("/stripe/sandbox/clock", "the stand-in's time; POST {\"advance\": \"P1M\"} moves it");
        pages.put(
                "/stripe/sandbox/dunning", "when failed renewals are tried again, and what comes after the last time");
        return pages;
    }

    @Override
    public ObjectNode error(int status) {
        var known = HttpStatus.resolve(status);
        var error = new StripeError(
                known == null ? HttpStatus.INTERNAL_SERVER_ERROR : known,
                status >= 500 ? "api_error" : "invalid_request_error",
                status == 429
                        ? "Request rate limit exceeded. You can learn more about rate limits here"
                                + " https://stripe.com/docs/rate-limits."
                        : "The sandbox was told to answer with " + status + ".");
        return (status == 429 ? error.code("rate_limit") : error).body();
    }

    @Override
    public boolean isApiCall(String path) {
        return isOfApi(path);
    }

    static boolean isOfApi(String path) {
        return path.startsWith("/stripe/v1/") || path.startsWith("/stripe/v2/");
    }
}

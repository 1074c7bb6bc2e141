package dev.keelson.billing;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Reads products and prices from Stripe where no event has told them, so that there are plans without any webhook. */
@Component
class CatalogueImport {
    private static final Logger log = LoggerFactory.getLogger(CatalogueImport.class);
    /** More than our clock may be ahead of Stripe's: an event that is older than this is certainly older than the answer. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

    private final StripeApiClient stripe;
    private final Mirror mirror;
    private final Catalogue catalogue;
    private final InstantSource clock;

    CatalogueImport(StripeApiClient stripe, Mirror mirror, Catalogue catalogue, InstantSource clock) {
        this.stripe = stripe;
        this.mirror = mirror;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    void importAll() {
        Instant at = clock.instant();
        var products = stripe.listProducts();
        var prices = stripe.listPrices();
        products.forEach(
                product -> mirror.adopt(MirrorTable.PRODUCTS, product, at, version(at), catalogue::writeProduct));
        prices.forEach(price -> mirror.adopt(MirrorTable.PRICES, price, at, version(at), catalogue::writePrice));
        log.info("billing=catalogue_imported products={} prices={}", products.size(), prices.size());
    }

    void importProduct(String stripeId) {
        Instant at = clock.instant();
        try {
            var product = stripe.retrieve(StripeObjectType.PRODUCT, stripeId);
            if (!StripeJson.flag(product, "deleted")) {
                mirror.adopt(MirrorTable.PRODUCTS, product, at, version(at), catalogue::writeProduct);
            }
        } catch (ApiException.NotFound e) {
            log.info("billing=product_unknown_to_stripe product={}", stripeId);
        }
    }

    private static long version(Instant at) {
        return at.minus(CLOCK_TOLERANCE).getEpochSecond();
    }
}

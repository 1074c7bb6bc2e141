package dev.keelson.billing;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripePage;
import dev.keelson.webhooks.Reconciler;
import dev.keelson.webhooks.SyncPass;
import dev.keelson.webhooks.SyncScope;
import dev.keelson.webhooks.WebhookProvider;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Fetches the events that Stripe could not deliver, and gives them to the inbox in the order in which they happened, as
 * <a href="https://docs.stripe.com/webhooks/process-undelivered-events">Stripe describes it</a>. Stripe lists the newest first
 * and can be asked for what came after an event, so a longer list is first followed down to its oldest page, and then read
 * upwards from there.
 */
@Component
@Order(0)
class MissedStripeEvents implements Reconciler {
    private static final String DOWN = "down:";
    private static final String UP = "up:";

    private final StripeApiClient stripe;

    MissedStripeEvents(StripeApiClient stripe) {
        this.stripe = stripe;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.STRIPE;
    }

    @Override
    public String entity() {
        return "event";
    }

    @Override
    public boolean covers(SyncScope scope, Instant askedAt) {
        return !(scope instanceof SyncScope.One);
    }

    @Override
    public Step page(SyncPass pass, @Nullable String cursor) {
        try {
            return cursor != null && cursor.startsWith(UP)
                    ? up(pass, cursor.substring(UP.length()))
                    : down(pass, cursor == null ? "" : cursor.substring(DOWN.length()));
        } catch (ApiException.Refused | ApiException.NotFound e) {
            if (cursor != null && "resource_missing".equals(e.failure().vendorCode())) {
                // The event where we stood is older than 30 days by now.
                return Step.of(DOWN, 0);
            }
            throw e;
        }
    }

    @Override
    public void check(SyncPass pass, String vendorId) {
        throw new UnsupportedOperationException("events are not compared one by one");
    }

    private Step down(SyncPass pass, String after) {
        var page = ask(pass, after.isEmpty() ? null : after, null);
        if (page.next() != null) {
            return Step.of(DOWN + page.next(), 0);
        }
        if (!after.isEmpty() && page.objects().isEmpty()) {
            // What was below has been delivered meanwhile; what is above has still to be read.
            return Step.of(DOWN, 0);
        }
        int received = receive(pass, page);
        return Step.of(after.isEmpty() ? null : UP + page.ids().getFirst(), received);
    }

    private Step up(SyncPass pass, String before) {
        var page = ask(pass, null, before);
        int received = receive(pass, page);
        return Step.of(page.hasMore() && received > 0 ? UP + page.ids().getFirst() : null, received);
    }

    private StripePage ask(SyncPass pass, @Nullable String startingAfter, @Nullable String endingBefore) {
        Instant from = from(pass);
        return pass.ask(() -> stripe.undeliveredEvents(from, startingAfter, endingBefore))
                .value();
    }

    private static Instant from(SyncPass pass) {
        Instant oldest = pass.askedAt().minus(StripeReconciler.EVENTS_KEPT);
        return pass.scope() instanceof SyncScope.Since since && since.from().isAfter(oldest) ? since.from() : oldest;
    }

    private static int receive(SyncPass pass, StripePage page) {
        for (JsonNode event : page.objects().reversed()) {
            pass.receive(event);
        }
        return page.objects().size();
    }
}

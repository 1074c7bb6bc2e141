package dev.keelson.billing;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.keelson.billing.SubscriptionViews.Item;
import dev.keelson.billing.SubscriptionViews.Subscription;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/billing/subscriptions")
class SubscriptionController {
    private final SubscriptionViews views;
    private final ChangeSubscription change;

    SubscriptionController(SubscriptionViews views, ChangeSubscription change) {
        this.views = views;
        this.change = change;
    }

    /** When a cancellation takes effect. */
    enum When {
        @JsonProperty("now")
        NOW,
        @JsonProperty("period_end")
        PERIOD_END
    }

    /**
     * @param when at the end of what was paid for, where it is not said
     * @param reason shown in Stripe's dashboard
     */
    record Cancellation(
            @Nullable When when, @Nullable @Size(max = 500) String reason) {
        static final Cancellation DEFAULT = new Cancellation(null, null);
    }

    /** @param status Stripe's status of a subscription */
    record Response(
            UUID id,
            String stripeId,
            String status,
            @Nullable String currency,
            @Nullable Instant currentPeriodStart,
            @Nullable Instant currentPeriodEnd,
            @Nullable Instant cancelAt,
            boolean cancelAtPeriodEnd,
            @Nullable Instant canceledAt,
            @Nullable Instant endedAt,
            @Nullable Instant trialEnd,
            List<Item> items) {
        static Response from(Subscription subscription) {
            return new Response(
                    subscription.id(),
                    subscription.stripeId(),
                    subscription.status(),
                    subscription.currency(),
                    subscription.currentPeriodStart(),
                    subscription.currentPeriodEnd(),
                    subscription.cancelAt(),
                    subscription.cancelAtPeriodEnd(),
                    subscription.canceledAt(),
                    subscription.endedAt(),
                    subscription.trialEnd(),
                    subscription.items());
        }
    }

    @GetMapping
    Page<Response> list(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return views.page(user.id(), Cursor.decode(cursor), limit).map(Response::from);
    }

    @GetMapping("/{id}")
    Response one(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return Response.from(views.find(user.id(), id).orElseThrow(ChangeSubscription::notFound));
    }

    @PostMapping("/{id}/cancel")
    Response cancel(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable UUID id,
            @RequestBody(required = false) @Valid @Nullable Cancellation cancellation) {
        var asked = cancellation == null ? Cancellation.DEFAULT : cancellation;
        return Response.from(
                asked.when() == When.NOW
                        ? change.cancelNow(user.id(), id, asked.reason())
                        : change.cancelAtPeriodEnd(user.id(), id, asked.reason()));
    }

    @PostMapping("/{id}/resume")
    Response resume(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return Response.from(change.resume(user.id(), id));
    }
}

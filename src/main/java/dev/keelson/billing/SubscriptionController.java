package dev.keelson.billing;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.keelson.billing.ChangeSubscription.Changed;
import dev.keelson.billing.CreateSubscription.Made;
import dev.keelson.billing.RepriceSubscription.Preview;
import dev.keelson.billing.RepriceSubscription.Terms;
import dev.keelson.billing.SubscriptionViews.Item;
import dev.keelson.billing.SubscriptionViews.Subscription;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping(SubscriptionController.PATH)
class SubscriptionController {
    static final String PATH = "/api/v1/billing/subscriptions";

    private final SubscriptionViews views;
    private final CreateSubscription create;
    private final RepriceSubscription reprice;
    private final EndSubscription end;
    private final ReferencedAnswers answers;

    SubscriptionController(
            SubscriptionViews views,
            CreateSubscription create,
            RepriceSubscription reprice,
            EndSubscription end,
            ReferencedAnswers answers) {
        this.views = views;
        this.create = create;
        this.reprice = reprice;
        this.end = end;
        this.answers = answers;
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
     * @param reason shown in Stripe's dashboard, as the comment is
     */
    record Cancellation(
            @Nullable When when,
            @Nullable CancellationReason reason,
            @Nullable @Size(max = 500) String comment) {
        static final Cancellation DEFAULT = new Cancellation(null, null, null);
    }

    /**
     * @param priceId our id of a price with an interval, or Stripe's
     * @param quantity how many, such as seats; 1 where it is not said
     * @param trialDays none where it is not said
     * @param promotionCode as customers type it
     */
    record Creation(
            @NotBlank @Size(max = 255) String priceId,
            @Nullable @Min(1) @Max(1_000_000) Integer quantity,
            @Nullable @Min(1) @Max(730) Integer trialDays,
            @Nullable @Size(min = 1, max = 100) String promotionCode) {
        CreateSubscription.Order order() {
            return new CreateSubscription.Order(priceId, quantity == null ? 1 : quantity, trialDays, promotionCode);
        }
    }

    /**
     * @param itemId our id of the item that changes; not needed where there is but one
     * @param priceId as it is where it is not said
     * @param quantity as it is where it is not said
     * @param prorationDate of the preview that was shown, so that the change costs what it said
     */
    record Change(
            @Nullable UUID itemId,
            @Nullable @Size(min = 1, max = 255) String priceId,
            @Nullable @Min(1) @Max(1_000_000) Long quantity,
            @Nullable Instant prorationDate) {
        Terms terms() {
            return new Terms(itemId, priceId, quantity, prorationDate);
        }
    }

    /**
     * @param clientSecret where the customer has to pay or to set up a card before it takes effect: for Stripe.js
     * @param invoice what was charged at once; null where nothing was
     */
    record WithPayment(
            Response subscription,
            @Nullable ClientSecret clientSecret,
            @Nullable Charged invoice) {
        static WithPayment from(Made made) {
            return new WithPayment(Response.from(made.subscription()), made.clientSecret(), null);
        }

        static WithPayment from(Changed changed) {
            return new WithPayment(
                    Response.from(changed.subscription()),
                    ClientSecret.of(changed.answer()),
                    Charged.of(changed.answer().path("latest_invoice")));
        }
    }

    /** Amounts are in minor units of the currency. */
    record Charged(
            String stripeId,
            @Nullable String status,
            @Nullable String currency,
            @Nullable Long total,
            @Nullable Long amountDue,
            @Nullable Long amountPaid) {
        static @Nullable Charged of(JsonNode invoice) {
            String id = StripeJson.text(invoice, "id");
            return id == null
                    ? null
                    : new Charged(
                            id,
                            StripeJson.text(invoice, "status"),
                            StripeJson.text(invoice, "currency"),
                            StripeJson.number(invoice, "total"),
                            StripeJson.number(invoice, "amount_due"),
                            StripeJson.number(invoice, "amount_paid"));
        }
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

    @Operation(
            summary = "Subscribe",
            description =
                    "The first payment, or the card of a trial, is confirmed by Stripe.js with the client secret,"
                            + " which is stored nowhere. As long as it is open, the same request answers the same subscription.")
    @PostMapping
    ResponseEntity<WithPayment> create(
            @AuthenticationPrincipal CurrentUser user,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody @Valid Creation request) {
        var answer = answers.once(
                new ReferencedAnswers.Request<>(user.id(), key, "POST " + PATH, request, Made::command),
                () -> create.make(user.id(), request.order()),
                command -> create.again(user.id(), command));
        return Secrets.answer(answer, WithPayment::from);
    }

    @PostMapping("/{id}/preview")
    Preview preview(
            @AuthenticationPrincipal CurrentUser user, @PathVariable UUID id, @RequestBody @Valid Change change) {
        return reprice.preview(user.id(), id, change.terms());
    }

    @PatchMapping("/{id}")
    ResponseEntity<WithPayment> change(
            @AuthenticationPrincipal CurrentUser user, @PathVariable UUID id, @RequestBody @Valid Change change) {
        return Secrets.answer(ResponseEntity.ok(reprice.apply(user.id(), id, change.terms())), WithPayment::from);
    }

    @PostMapping("/{id}/cancel")
    Response cancel(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable UUID id,
            @RequestBody(required = false) @Valid @Nullable Cancellation cancellation) {
        var asked = cancellation == null ? Cancellation.DEFAULT : cancellation;
        var why = new EndSubscription.Why(asked.reason(), asked.comment());
        return Response.from(
                asked.when() == When.NOW ? end.now(user.id(), id, why) : end.atPeriodEnd(user.id(), id, why));
    }

    @Operation(
            summary = "Take a cancellation back, or end a pause",
            description = "Where the end of a pause has to be paid first, the status stays 'paused' until then.")
    @PostMapping("/{id}/resume")
    Response resume(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return Response.from(end.resume(user.id(), id).subscription());
    }
}

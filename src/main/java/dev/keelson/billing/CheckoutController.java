package dev.keelson.billing;

import dev.keelson.billing.OpenCheckout.Checkout;
import dev.keelson.billing.OpenCheckout.Returns;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.IdempotencyKeys;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
class CheckoutController {
    private static final String PATH = "/api/v1/billing/checkout-sessions";

    private final OpenCheckout openCheckout;
    private final ReturnUrls returnUrls;
    private final IdempotencyKeys idempotencyKeys;

    CheckoutController(OpenCheckout openCheckout, ReturnUrls returnUrls, IdempotencyKeys idempotencyKeys) {
        this.openCheckout = openCheckout;
        this.returnUrls = returnUrls;
        this.idempotencyKeys = idempotencyKeys;
    }

    /**
     * @param priceId our id of a price with an interval, or Stripe's
     * @param quantity how many, such as seats; 1 where it is not said
     */
    record Request(
            @NotBlank @Size(max = 255) String priceId,
            @Nullable @Min(1) @Max(1_000_000) Integer quantity,
            @Nullable @Size(max = 2000) String successUrl,
            @Nullable @Size(max = 2000) String cancelUrl) {}

    /** What is kept of the answer under the idempotency key: never the link, which is read from Stripe again. */
    private record Reference(UUID id) {}

    private record Fingerprint(String operation, Request body) {}

    @PostMapping(PATH)
    ResponseEntity<Checkout> open(
            @AuthenticationPrincipal CurrentUser user,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            @RequestBody @Valid Request request) {
        var returns = new Returns(returnUrls.allowed(request.successUrl()), returnUrls.allowed(request.cancelUrl()));
        var opened = new AtomicReference<@Nullable Checkout>();
        var answer = idempotencyKeys.once(user.id(), key, new Fingerprint("POST " + PATH, request), () -> {
            int quantity = request.quantity() == null ? 1 : request.quantity();
            var checkout = openCheckout.subscribe(user.id(), request.priceId(), quantity, returns);
            opened.set(checkout);
            return ResponseEntity.status(HttpStatus.CREATED).body(new Reference(checkout.id()));
        });
        var fresh = opened.get();
        return ResponseEntity.status(HttpStatus.CREATED)
                .headers(answer.getHeaders())
                .body(fresh == null ? openCheckout.again(user.id(), id(answer)) : fresh);
    }

    private static UUID id(ResponseEntity<?> stored) {
        return switch (stored.getBody()) {
            case JsonNode json -> UUID.fromString(StripeJson.required(json, "id"));
            case null, default -> throw new IllegalStateException("an answer of another kind under this key");
        };
    }
}

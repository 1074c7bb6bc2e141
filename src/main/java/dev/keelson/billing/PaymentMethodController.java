package dev.keelson.billing;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.keelson.billing.CreateSetup.Begun;
import dev.keelson.billing.PaymentMethods.Method;
import dev.keelson.shared.CurrentUser;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/billing")
class PaymentMethodController {
    private static final String SETUPS = "/setup-intents";

    private final CreateSetup createSetup;
    private final PaymentMethods methods;
    private final DefaultPaymentMethod chooseDefault;
    private final DetachPaymentMethod detach;
    private final ReferencedAnswers answers;

    PaymentMethodController(
            CreateSetup createSetup,
            PaymentMethods methods,
            DefaultPaymentMethod chooseDefault,
            DetachPaymentMethod detach,
            ReferencedAnswers answers) {
        this.createSetup = createSetup;
        this.methods = methods;
        this.chooseDefault = chooseDefault;
        this.detach = detach;
        this.answers = answers;
    }

    /**
     * @param id Stripe's id of the setup intent
     * @param clientSecret for Stripe.js; null where nothing is left to confirm
     */
    record SetupResponse(
            String id, @Nullable String status, @Nullable String clientSecret, NextStep nextStep) {
        static SetupResponse from(Begun begun) {
            return new SetupResponse(begun.stripeId(), begun.status(), begun.clientSecret(), begun.nextStep());
        }

        @Override
        public String toString() {
            return "SetupResponse[id=%s, status=%s]".formatted(id, status);
        }
    }

    /**
     * @param type Stripe's, such as {@code card} or {@code sepa_debit}
     * @param isDefault whether it pays what names no other
     */
    record Response(
            UUID id,
            String stripeId,
            @Nullable String type,
            @Nullable String brand,
            @Nullable String last4,
            @Nullable Integer expMonth,
            @Nullable Integer expYear,
            @JsonProperty("isDefault") boolean isDefault) {
        static Response from(Method method) {
            return new Response(
                    method.id(),
                    method.stripeId(),
                    method.type(),
                    method.brand(),
                    method.last4(),
                    method.expMonth(),
                    method.expYear(),
                    method.isDefault());
        }
    }

    /** All of them: nobody has so many that they would come in pages. */
    record ListResponse(List<Response> items) {}

    @PostMapping(SETUPS)
    ResponseEntity<SetupResponse> begin(
            @AuthenticationPrincipal CurrentUser user,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        var answer = answers.once(
                new ReferencedAnswers.Request<>(user.id(), key, "POST " + SETUPS, Map.of(), Begun::command),
                () -> createSetup.begin(user.id()),
                command -> createSetup.again(user.id(), command));
        return Secrets.answer(answer, SetupResponse::from);
    }

    @GetMapping("/payment-methods")
    ListResponse list(@AuthenticationPrincipal CurrentUser user) {
        return new ListResponse(
                methods.of(user.id()).stream().map(Response::from).toList());
    }

    @PutMapping("/payment-methods/{id}/default")
    Response makeDefault(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return Response.from(chooseDefault.choose(user.id(), id));
    }

    @DeleteMapping("/payment-methods/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        detach.detach(user.id(), id);
    }
}

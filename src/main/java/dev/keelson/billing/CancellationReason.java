package dev.keelson.billing;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.stripe.param.SubscriptionCancelParams;
import com.stripe.param.SubscriptionUpdateParams;

/** Why somebody cancels: Stripe's {@code cancellation_details.feedback}. */
enum CancellationReason {
    @JsonProperty("customer_service")
    CUSTOMER_SERVICE,
    @JsonProperty("low_quality")
    LOW_QUALITY,
    @JsonProperty("missing_features")
    MISSING_FEATURES,
    @JsonProperty("other")
    OTHER,
    @JsonProperty("switched_service")
    SWITCHED_SERVICE,
    @JsonProperty("too_complex")
    TOO_COMPLEX,
    @JsonProperty("too_expensive")
    TOO_EXPENSIVE,
    @JsonProperty("unused")
    UNUSED;

    SubscriptionUpdateParams.CancellationDetails.Feedback whenUpdating() {
        return SubscriptionUpdateParams.CancellationDetails.Feedback.valueOf(name());
    }

    SubscriptionCancelParams.CancellationDetails.Feedback whenCanceling() {
        return SubscriptionCancelParams.CancellationDetails.Feedback.valueOf(name());
    }
}

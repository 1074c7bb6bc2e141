package dev.keelson.billing;

import dev.keelson.shared.IdempotencyKeys;
import dev.keelson.shared.UserId;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Answers with something that must not be stored, such as a client secret: under the {@code Idempotency-Key} only a reference is
 * kept, and a repetition reads the rest from Stripe again.
 */
@Component
class ReferencedAnswers {
    private final IdempotencyKeys idempotencyKeys;

    ReferencedAnswers(IdempotencyKeys idempotencyKeys) {
        this.idempotencyKeys = idempotencyKeys;
    }

    /** What is kept of the answer. */
    private record Reference(UUID id) {}

    private record Fingerprint(String operation, Object body) {}

    /**
     * @param user whose request it is
     * @param key the {@code Idempotency-Key} header
     * @param operation method and path
     * @param body of the request
     * @param reference by which the answer can be given again
     */
    record Request<T>(UserId user, @Nullable String key, String operation, Object body, Function<T, UUID> reference) {}

    /**
     * @param first does it
     * @param again gives the answer of an earlier request
     */
    <T> ResponseEntity<T> once(Request<T> request, Supplier<T> first, Function<UUID, T> again) {
        var fresh = new AtomicReference<@Nullable T>();
        var fingerprint = new Fingerprint(request.operation(), request.body());
        var answer = idempotencyKeys.once(request.user(), request.key(), fingerprint, () -> {
            T made = first.get();
            fresh.set(made);
            return ResponseEntity.status(HttpStatus.CREATED)
                    .body(new Reference(request.reference().apply(made)));
        });
        T made = fresh.get();
        return ResponseEntity.status(HttpStatus.CREATED)
                .headers(answer.getHeaders())
                .body(made == null ? again.apply(id(answer)) : made);
    }

    private static UUID id(ResponseEntity<?> stored) {
        return switch (stored.getBody()) {
            case JsonNode json -> UUID.fromString(StripeJson.required(json, "id"));
            case null, default -> throw new IllegalStateException("an answer of another kind under this key");
        };
    }
}

package dev.keelson.billing;

import java.util.function.Function;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;

/** Answers with a secret in them: nobody on the way may keep one. */
final class Secrets {
    private Secrets() {}

    static <T, R> ResponseEntity<R> answer(ResponseEntity<T> answer, Function<T, R> view) {
        T body = answer.getBody();
        if (body == null) {
            throw new IllegalStateException("an answer without a body");
        }
        return ResponseEntity.status(answer.getStatusCode())
                .headers(answer.getHeaders())
                .cacheControl(CacheControl.noStore())
                .body(view.apply(body));
    }
}

package dev.keelson.shared;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a write safe to send again: the same {@code Idempotency-Key} with the same request gives the stored answer, with
 * another request {@code 422}, and while the first is still running {@code 409}. Answers are kept for 24 hours, with their
 * {@code ETag} and {@code Location}.
 *
 * <p>Only answers are stored: a write that ended in an exception may be sent again under the same key. What it does at a
 * vendor must therefore carry a key of its own that is the same both times.
 */
@Component
public class IdempotencyKeys {
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(60);
    private static final Duration KEPT = Duration.ofHours(24);
    private static final int MAX_LENGTH = 255;

    /** Set on an answer that was given before. */
    public static final String REPLAYED = "Idempotency-Replayed";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final InstantSource clock;

    IdempotencyKeys(JdbcClient jdbc, JsonMapper json, InstantSource clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    private record Stored(
            String requestHash,
            @Nullable Integer status,
            @Nullable String response,
            @Nullable String etag,
            @Nullable String location) {

        ResponseEntity<?> answer(JsonNode body) {
            var answer = ResponseEntity.status(Objects.requireNonNull(status))
                    .contentType(MediaType.APPLICATION_JSON)
                    .header(REPLAYED, "true");
            if (etag != null) {
                answer.eTag(etag);
            }
            if (location != null) {
                answer.header(HttpHeaders.LOCATION, location);
            }
            return answer.body(body);
        }
    }

    /**
     * @param key the {@code Idempotency-Key} header; without one the write simply runs
     * @param request method, path and the request's body: what has to be equal for the write to be the same
     * @param write the write; its answer's body must be JSON
     */
    public ResponseEntity<?> once(
            UserId user, @Nullable String key, Object request, Supplier<? extends ResponseEntity<?>> write) {
        if (key == null) {
            return write.get();
        }
        if (key.isBlank() || key.length() > MAX_LENGTH) {
            throw CommonProblem.MALFORMED_REQUEST.because("'Idempotency-Key' must have 1 to 255 characters.");
        }
        String hash = hash(request);
        if (!claim(user, key, hash)) {
            return stored(user, key, hash);
        }
        try {
            ResponseEntity<?> answer = write.get();
            store(user, key, answer);
            return answer;
        } catch (RuntimeException e) {
            release(user, key, e);
            throw e;
        }
    }

    /** Stored answers repeat what the user wrote: of an erased user none stay. */
    public void forget(UserId user) {
        jdbc.sql("delete from idempotency_keys where user_id = :user")
                .param("user", user.value())
                .update();
    }

    /** Deletes the answers that are too old to be given again. */
    void expire() {
        jdbc.sql("delete from idempotency_keys where created_at < :expired")
                .param("expired", clock.instant().minus(KEPT).atOffset(ZoneOffset.UTC))
                .update();
    }

    private boolean claim(UserId user, String key, String hash) {
        Instant now = clock.instant();
        return jdbc.sql("""
                        insert into idempotency_keys as k (user_id, key, request_hash, created_at, locked_until)
                        values (:user, :key, :hash, :now, :lockedUntil)
                        on conflict (user_id, key) do update
                          set request_hash = excluded.request_hash, created_at = excluded.created_at,
                              locked_until = excluded.locked_until, status = null, response = null,
                              etag = null, location = null
                          where k.created_at < :expired
                             or (k.status is null and k.locked_until < :now and k.request_hash = excluded.request_hash)
                        """)
                        .param("user", user.value())
                        .param("key", key)
                        .param("hash", hash)
                        .param("now", now.atOffset(ZoneOffset.UTC))
                        .param("lockedUntil", now.plus(LONGEST_REQUEST).atOffset(ZoneOffset.UTC))
                        .param("expired", now.minus(KEPT).atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    private ResponseEntity<?> stored(UserId user, String key, String hash) {
        Optional<Stored> found = jdbc.sql("""
                        select request_hash, status, response, etag, location
                        from idempotency_keys where user_id = :user and key = :key
                        """)
                .param("user", user.value())
                .param("key", key)
                .query((row, _) -> new Stored(
                        row.getString("request_hash"),
                        row.getObject("status", Integer.class),
                        row.getString("response"),
                        row.getString("etag"),
                        row.getString("location")))
                .optional();
        if (found.isPresent() && !found.get().requestHash().equals(hash)) {
            throw CommonProblem.IDEMPOTENCY_KEY_REUSED.because(
                    "The key was first sent with another method, path or body.");
        }
        if (found.isEmpty() || found.get().status() == null || found.get().response() == null) {
            throw new ProblemException(Problem.of(
                            CommonProblem.IDEMPOTENCY_KEY_IN_USE,
                            "The first request with this key has not answered yet.")
                    .retryAfter(Duration.ofSeconds(1)));
        }
        return found.get().answer(json.readTree(found.get().response()));
    }

    private void store(UserId user, String key, ResponseEntity<?> answer) {
        jdbc.sql("""
                        update idempotency_keys
                        set status = :status, response = :response, etag = :etag, location = :location
                        where user_id = :user and key = :key
                        """)
                .param("status", answer.getStatusCode().value())
                .param("response", json.writeValueAsString(answer.getBody()))
                .param("etag", answer.getHeaders().getETag())
                .param("location", answer.getHeaders().getFirst(HttpHeaders.LOCATION))
                .param("user", user.value())
                .param("key", key)
                .update();
    }

    /** In a transaction that has failed nothing can be deleted, and nothing has to be: what was claimed in it goes with it. */
    private void release(UserId user, String key, RuntimeException reason) {
        try {
            jdbc.sql("delete from idempotency_keys where user_id = :user and key = :key and status is null")
                    .param("user", user.value())
                    .param("key", key)
                    .update();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    private String hash(Object request) {
        try {
            byte[] bytes = json.writeValueAsBytes(request);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

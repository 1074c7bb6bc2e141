package dev.keelson.clients.ayrshare;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A post as Ayrshare answers it, from a publishing call, a look-up or the history.
 *
 * @param id Ayrshare's id; a post that failed its checks has one too
 * @param status {@code success}, {@code processing}, {@code pending}, {@code scheduled}, … or that it failed
 * @param networks what each network answered, where it went out
 * @param errors what went wrong, one per network or one for the whole request
 * @param createdAt by Ayrshare's clock
 */
public record AyrsharePost(
        @Nullable String id,
        String status,
        List<NetworkPost> networks,
        List<PostError> errors,
        @Nullable String notes,
        @Nullable String idempotencyKey,
        @Nullable Instant createdAt) {

    private static final String PENDING = "pending";

    /** Reads a post from JSON of Ayrshare's, such as a webhook's. */
    public static AyrsharePost read(JsonNode body) {
        return Answers.post(body);
    }

    /**
     * @param id the network's own id; {@code pending} while TikTok has not given one
     * @param url several networks give none
     */
    public record NetworkPost(
            String platform,
            String status,
            @Nullable String id,
            @Nullable String url) {
        public boolean isPending() {
            return PENDING.equals(id) || PENDING.equals(status);
        }

        public boolean isPublished() {
            return status.equals("success") && !isPending();
        }
    }

    /**
     * @param platform null where the error is about the request
     * @param code null where Ayrshare gave none
     * @param retryAvailable whether Ayrshare says that the same may work later
     * @param retryAfter how long to wait, where the network told; zero where it did not
     */
    public record PostError(
            @Nullable String platform,
            @Nullable Integer code,
            String message,
            boolean retryAvailable,
            Duration retryAfter) {
        public Optional<AyrshareCode> known() {
            return AyrshareCode.of(code);
        }

        /** Ayrshare refuses a key it has seen, whatever became of the first post: it may well have gone out. */
        public boolean saysKeyWasSeen() {
            // The code of this refusal is not documented; its words are.
            return message.toLowerCase(Locale.ROOT).contains("idempotency");
        }
    }

    public Optional<NetworkPost> on(String platform) {
        return networks.stream().filter(n -> n.platform().equals(platform)).findFirst();
    }

    /** The error of this network, or else the one of the whole request. */
    public Optional<PostError> errorOf(String platform) {
        return errors.stream()
                .filter(e -> platform.equals(e.platform()))
                .findFirst()
                .or(() -> errors.stream().filter(e -> e.platform() == null).findFirst());
    }

    /** Whether this is the post that was sent with that key. */
    public boolean carries(String key) {
        return key.equals(idempotencyKey) || key.equals(notes);
    }
}

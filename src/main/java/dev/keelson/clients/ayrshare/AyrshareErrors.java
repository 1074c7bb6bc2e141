package dev.keelson.clients.ayrshare;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.ApiFailure;
import dev.keelson.clients.VendorErrors;
import dev.keelson.clients.ayrshare.AyrsharePost.NetworkPost;
import dev.keelson.clients.ayrshare.AyrsharePost.PostError;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/** Errors come at the top, in a list, or beside what went well; what counts is often the code and not the status. */
final class AyrshareErrors implements VendorErrors {
    /** Its limit is one of five minutes, and it does not say when they began. */
    private static final Duration PAUSE = Duration.ofMinutes(1);

    @Override
    public VendorError describe(JsonNode body) {
        var error = Answers.firstError(body);
        return new VendorError(
                error.map(PostError::code).map(String::valueOf).orElse(null),
                error.map(PostError::message).orElse("no message"));
    }

    @Override
    public @Nullable String requestId(HttpHeaders headers) {
        return null;
    }

    @Override
    public Duration pauseWhenLimited() {
        return PAUSE;
    }

    /** A network's limit is not ours at Ayrshare. */
    @Override
    public boolean limitsAll(HttpHeaders headers, @Nullable String code) {
        return code == null;
    }

    @Override
    public @Nullable ApiException special(ApiFailure failure, JsonNode body, String text) {
        if (failure.status() == 401 || failure.status() >= 500) {
            return null;
        }
        var post = Answers.post(body);
        List<String> done = post.networks().stream()
                .filter(network -> network.isPublished() || network.isPending())
                .map(NetworkPost::platform)
                .toList();
        List<String> failed = post.errors().stream()
                .map(PostError::platform)
                .filter(Objects::nonNull)
                .toList();
        if (!done.isEmpty()) {
            return new ApiException.PartialSuccess(failure, text, done, failed);
        }
        if (failure.status() == 429 && failure.vendorCode() != null) {
            return post.errors().stream()
                    .map(PostError::retryAfter)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .map(told -> new ApiException.RateLimited(failure, told, false))
                    .orElse(null);
        }
        return suspended(failure) ? new ApiException.Refused(failure, text) : null;
    }

    /** Which is the profile's misfortune and not our credential's, though the status is the same. */
    private static boolean suspended(ApiFailure failure) {
        return AyrshareCode.of(failure).equals(Optional.of(AyrshareCode.PROFILE_SUSPENDED));
    }

    @Override
    public boolean failsWithSuccess() {
        return true;
    }

    @Override
    public boolean isFailure(JsonNode body) {
        return body.path("status").asString("").equals("error");
    }
}

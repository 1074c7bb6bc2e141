package dev.keelson.auth;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.clerk.ClerkApiClient;
import dev.keelson.clients.clerk.ClerkUser;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Asks Clerk for a user who may be gone. Who is gone there is erased here and at the other vendors, which nobody can take back:
 * so it has to be Clerk's own word, and not that of a proxy, a wrong address or an error page.
 */
@Component
class ClerkUserLookup {
    private final ClerkApiClient clerk;

    ClerkUserLookup(ClerkApiClient clerk) {
        this.clerk = clerk;
    }

    /**
     * @return nothing where Clerk itself says that there is no such user
     * @throws ApiException where it does not tell
     */
    Optional<ClerkUser> find(String clerkId) {
        return unlessGone(() -> clerk.user(clerkId));
    }

    /** The same, as Clerk answers it. */
    Optional<JsonNode> findJson(String clerkId) {
        return unlessGone(() -> clerk.userJson(clerkId));
    }

    /** @return whether the user was there to be deleted */
    boolean delete(String clerkId) {
        return unlessGone(() -> {
                    clerk.deleteUser(clerkId);
                    return clerkId;
                })
                .isPresent();
    }

    private static <T> Optional<T> unlessGone(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (ApiException.NotFound e) {
            if (e.failure().vendorCode() == null) {
                throw e;
            }
            return Optional.empty();
        }
    }
}

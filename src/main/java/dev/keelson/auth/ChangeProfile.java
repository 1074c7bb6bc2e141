package dev.keelson.auth;

import dev.keelson.audit.AuditLog;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.clerk.ClerkApiClient;
import dev.keelson.clients.clerk.ClerkUser;
import dev.keelson.shared.CurrentUser;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes what Clerk keeps of a user, there first; our copy follows at once and does not wait for the event. */
@Component
class ChangeProfile {
    /**
     * Clerk's code for a value that another user has; see
     * <a href="https://clerk.com/docs/guides/development/errors/backend-api">its errors</a>.
     */
    private static final String TAKEN = "form_identifier_exists";

    private final ClerkApiClient clerk;
    private final MirrorUser mirror;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    ChangeProfile(ClerkApiClient clerk, MirrorUser mirror, AuditLog audit, TransactionTemplate transaction) {
        this.clerk = clerk;
        this.mirror = mirror;
        this.audit = audit;
        this.transaction = transaction;
    }

    void change(CurrentUser user, ProfileChange change) {
        var answer = update(user, change);
        transaction.executeWithoutResult(_ -> {
            mirror.answered(answer, null);
            audit.record(user.id(), "profile.changed", user.id().toString(), Map.of("fields", change.fields()));
        });
    }

    private ClerkUser update(CurrentUser user, ProfileChange change) {
        try {
            return clerk.updateUser(user.clerkId(), change.firstName(), change.lastName(), change.username());
        } catch (ApiException.Refused e) {
            if (TAKEN.equals(e.failure().vendorCode())) {
                throw AuthProblem.USERNAME_TAKEN.because("Somebody else has this username.");
            }
            throw e;
        }
    }
}

package dev.keelson.auth;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.clerk.ClerkApiClient;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.UserId;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Makes users administrators, and takes it from them. Clerk's {@code public_metadata.role} says who is one, so that is changed
 * first, and our copy follows at once; all other roles follow the plan.
 */
@Component
class ChangeRole {
    private static final String ROLE = "role";

    private final Users users;
    private final ClerkApiClient clerk;
    private final MirrorUser mirror;

    ChangeRole(Users users, ClerkApiClient clerk, MirrorUser mirror) {
        this.users = users;
        this.clerk = clerk;
        this.mirror = mirror;
    }

    /** @throws ApiException where Clerk fails; nothing has changed then, or Clerk's event will tell */
    void change(UserId id, boolean administrator, CurrentUser actor) {
        if (id.equals(actor.id())) {
            throw AuthProblem.OWN_ACCOUNT.because("This is your own account.");
        }
        User user = users.find(id)
                .filter(found -> !found.deleted())
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("There is no such user."));
        Map<String, Object> metadata = new HashMap<>();
        metadata.put(ROLE, administrator ? User.Mirror.ADMIN : null);
        mirror.answered(clerk.updatePublicMetadata(user.clerkId(), metadata), actor.id());
    }
}

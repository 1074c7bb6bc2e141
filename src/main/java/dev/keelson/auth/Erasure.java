package dev.keelson.auth;

import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * An erasure that is under way (GDPR art. 17), as its steps see it. The user cannot get in any more since it was requested.
 *
 * @param names what the vendors call the user, see {@link VendorNames}
 * @param requestedAt when it was requested
 * @param pass 0 when all steps are done for the first time; they are repeated, because the vendors' last words come later
 * @param last whether it is the last pass: what has not ended by itself by now is ended
 */
public record Erasure(
        UUID id, UserId user, String clerkId, Set<String> names, Instant requestedAt, int pass, boolean last) {
    public Erasure {
        names = Set.copyOf(names);
    }
}

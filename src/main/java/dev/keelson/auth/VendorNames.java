package dev.keelson.auth;

import dev.keelson.shared.UserId;
import java.util.Set;

/** Knows what a vendor calls our users; a module that works with a vendor publishes one as a bean. */
public interface VendorNames {
    /** The vendor's ids of the user, such as {@code cus_…}; also of one who has been erased, as long as they are known. */
    Set<String> of(UserId user);
}

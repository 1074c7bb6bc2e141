package dev.keelson.auth;

import dev.keelson.shared.UserId;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What Clerk calls our users. */
@Component
class ClerkNames implements VendorNames {
    private final Users users;

    ClerkNames(Users users) {
        this.users = users;
    }

    @Override
    public Set<String> of(UserId user) {
        return users.find(user).map(found -> Set.of(found.clerkId())).orElseGet(Set::of);
    }
}

package dev.keelson.flags;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One flag.
 *
 * @param version grows with each change
 */
record Flag(String key, Rule rule, long version, Instant createdAt, Instant updatedAt) {
    /**
     * Whom a flag is on for: everyone who is named by role or id, and a share of all others.
     *
     * @param enabled false turns it off for everybody
     * @param percentage share of the users who are not named, 0 to 100
     */
    record Rule(boolean enabled, int percentage, Set<Role> roles, Set<UUID> users) {
        Map<String, ?> details() {
            return Map.of(
                    "enabled",
                    enabled,
                    "percentage",
                    percentage,
                    "roles",
                    roles.stream().map(Role::name).sorted().collect(Collectors.toList()),
                    "users",
                    users.stream().sorted().toList());
        }
    }

    boolean isOnFor(CurrentUser user) {
        return rule.enabled()
                && (rule.users().contains(user.id().value())
                        || rule.roles().contains(user.role())
                        || Rollout.includes(key, user.id(), rule.percentage()));
    }
}

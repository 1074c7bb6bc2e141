package dev.keelson.auth;

import dev.keelson.audit.AuditLog;
import dev.keelson.shared.UserId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes a changed user, and records what the change means for what they may do. */
@Component
class UserChanges {
    private static final Logger log = LoggerFactory.getLogger(UserChanges.class);

    private final Users users;
    private final Authorities authorities;
    private final AuditLog audit;

    UserChanges(Users users, Authorities authorities, AuditLog audit) {
        this.users = users;
        this.authorities = authorities;
        this.audit = audit;
    }

    /**
     * @param before the row as it was locked in this transaction
     * @param actor the administrator who did it; null where Clerk or billing told
     */
    void write(User before, User after, @Nullable UserId actor) {
        users.update(before, after);
        if (after.mayDoOtherThan(before)) {
            authorities.changed(after.clerkId());
        }
        if (after.status() != before.status()) {
            record(actor, statusAction(after.status()), after, Map.of());
        }
        if (after.role() != before.role() && !after.deleted()) {
            record(
                    actor,
                    "user.role_changed",
                    after,
                    Map.of("from", before.role(), "to", after.role(), "plan", after.plan()));
        }
    }

    private void record(@Nullable UserId actor, String action, User user, Map<String, ?> details) {
        audit.record(actor, action, user.id().toString(), details);
        log.info("event={} user={}", action, user.id());
    }

    private static String statusAction(UserStatus status) {
        return switch (status) {
            case ACTIVE -> "user.reinstated";
            case SUSPENDED -> "user.suspended";
            case DELETED -> "user.erased";
        };
    }
}

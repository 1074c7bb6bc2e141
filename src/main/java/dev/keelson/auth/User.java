package dev.keelson.auth;

import dev.keelson.clients.clerk.ClerkUser;
import dev.keelson.shared.Role;
import dev.keelson.shared.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user as stored. Role and status are nobody's to set: they follow from what Clerk, billing and our administrators said,
 * by the rules below and nowhere else.
 *
 * @param mirror what Clerk says of the user
 * @param clerkUpdatedAt the version of that, 0 where Clerk has not told anything yet
 * @param plan what billing says that the user has
 * @param planVersion the version of that
 * @param suspended suspended here, while Clerk does not know it as a ban
 * @param createdAt when we first knew of the user
 * @param deletedAt null while the user lives
 */
record User(
        UserId id,
        String clerkId,
        Mirror mirror,
        long clerkUpdatedAt,
        String plan,
        long planVersion,
        boolean suspended,
        Instant createdAt,
        @Nullable Instant deletedAt) {

    /**
     * What Clerk says of a user. Of two different ones with the same version, the event alone cannot tell which is newer.
     *
     * @param banned Clerk lets the user sign in no more
     * @param admin {@code public_metadata.role} is {@code admin}
     */
    record Mirror(
            @Nullable String email,
            @Nullable Instant emailVerifiedAt,
            @Nullable String firstName,
            @Nullable String lastName,
            @Nullable String username,
            @Nullable String imageUrl,
            @Nullable Instant lastSignInAt,
            boolean banned,
            boolean admin) {

        static final Mirror EMPTY = new Mirror(null, null, null, null, null, null, null, false, false);
        static final String ADMIN = "admin";

        static Mirror of(ClerkUser user) {
            ClerkUser.Email email = user.primaryEmail();
            return new Mirror(
                    email == null ? null : email.address(),
                    email == null ? null : email.verifiedAt(),
                    user.firstName(),
                    user.lastName(),
                    user.username(),
                    user.imageUrl(),
                    user.lastSignInAt(),
                    user.banned(),
                    ADMIN.equals(user.publicRole()));
        }

        /** The same with another last sign-in. */
        Mirror withLastSignIn(@Nullable Instant at) {
            return new Mirror(email, emailVerifiedAt, firstName, lastName, username, imageUrl, at, banned, admin);
        }
    }

    Role role() {
        if (mirror.admin()) {
            return Role.ADMIN;
        }
        return plan.equals(PlanChanged.FREE) ? Role.FREE : Role.PREMIUM;
    }

    UserStatus status() {
        if (deletedAt != null) {
            return UserStatus.DELETED;
        }
        return mirror.banned() || suspended ? UserStatus.SUSPENDED : UserStatus.ACTIVE;
    }

    boolean deleted() {
        return deletedAt != null;
    }

    /** Whether a request is decided differently after this change than before it. */
    boolean mayDoOtherThan(User before) {
        return role() != before.role() || status() != before.status();
    }

    /** Whether a token that was signed before this change must not be accepted after it. */
    boolean outdatesTokensOf(User before) {
        return role().compareTo(before.role()) < 0 || status() != before.status();
    }

    User mirroring(ClerkUser user) {
        return new User(
                id, clerkId, Mirror.of(user), user.updatedAt(), plan, planVersion, suspended, createdAt, deletedAt);
    }

    User onPlan(String newPlan, long version) {
        return new User(id, clerkId, mirror, clerkUpdatedAt, newPlan, version, suspended, createdAt, deletedAt);
    }

    User suspendedHere(boolean value) {
        return new User(id, clerkId, mirror, clerkUpdatedAt, plan, planVersion, value, createdAt, deletedAt);
    }

    /** The tombstone: it looks the same whatever came before it. */
    User erased(Instant now) {
        return new User(id, clerkId, Mirror.EMPTY, 0, PlanChanged.FREE, planVersion, false, createdAt, now);
    }
}

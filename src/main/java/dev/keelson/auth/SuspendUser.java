package dev.keelson.auth;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.clerk.ClerkApiClient;
import dev.keelson.clients.clerk.ClerkUser;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.TemporaryFailure;
import dev.keelson.shared.UserId;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Suspends and reinstates users, here and as a ban at Clerk. Suspending takes effect here first and stays in effect if Clerk
 * does not answer or its plan has no bans. Once Clerk has taken over, the ban there decides: whoever lifts it, at Clerk or
 * here, reinstates the user.
 */
@Component
class SuspendUser {
    private static final Logger log = LoggerFactory.getLogger(SuspendUser.class);
    private static final int PAYMENT_REQUIRED = 402;

    private final Users users;
    private final UserChanges changes;
    private final MirrorUser mirror;
    private final ClerkApiClient clerk;
    private final TransactionTemplate transaction;
    private final ObjectProvider<SchedulerClient> scheduler;
    private final InstantSource clock;

    SuspendUser(
            Users users,
            UserChanges changes,
            MirrorUser mirror,
            ClerkApiClient clerk,
            TransactionTemplate transaction,
            ObjectProvider<SchedulerClient> scheduler,
            InstantSource clock) {
        this.users = users;
        this.changes = changes;
        this.mirror = mirror;
        this.clerk = clerk;
        this.transaction = transaction;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /**
     * Takes effect at once. The ban at Clerk follows by itself where Clerk cannot be asked now.
     *
     * @return whether Clerk has banned the user too, or never will because its plan has no bans
     * @throws ApiException where Clerk refuses; the user is suspended here nevertheless
     */
    boolean suspend(UserId id, CurrentUser actor) {
        if (id.equals(actor.id())) {
            throw AuthProblem.OWN_ACCOUNT.because("This is your own account.");
        }
        String clerkId = inTransaction(id, user -> {
            markSuspended(user, true, actor.id());
            return user.clerkId();
        });
        try {
            banAtClerk(id, clerkId, actor.id());
            return true;
        } catch (ApiException e) {
            if (!(e instanceof TemporaryFailure)) {
                throw e;
            }
            log.warn("ban=later user={} {}", id, e.failure());
            scheduler
                    .getObject()
                    .scheduleIfNotExists(UserTasks.BAN.instance(id.toString()).build(), clock.instant());
            return false;
        }
    }

    /** Does the rest of a suspension, unless the user was reinstated or erased meanwhile. */
    void banLater(UserId id) {
        users.find(id)
                .filter(user -> user.suspended() && !user.deleted())
                .ifPresent(user -> banAtClerk(id, user.clerkId(), null));
    }

    private void banAtClerk(UserId id, String clerkId, @Nullable UserId actor) {
        unlessNotInPlan(() -> clerk.ban(clerkId))
                .filter(ClerkUser::banned)
                .ifPresent(banned -> inTransaction(id, _ -> {
                    mirror.answered(banned, actor);
                    return users.lock(id)
                            .map(user -> markSuspended(user, false, actor))
                            .orElseThrow();
                }));
    }

    /** @throws ApiException where Clerk fails; the user stays suspended */
    void reinstate(UserId id, CurrentUser actor) {
        String clerkId = inTransaction(id, User::clerkId);
        Optional<ClerkUser> unbanned = unlessNotInPlan(() -> clerk.unban(clerkId));
        inTransaction(id, user -> {
            markSuspended(user, false, actor.id());
            return unbanned.map(answer -> mirror.answered(answer, actor.id()));
        });
    }

    private User markSuspended(User user, boolean suspended, @Nullable UserId actor) {
        if (user.suspended() != suspended) {
            changes.write(user, user.suspendedHere(suspended), actor);
        }
        return user;
    }

    /** Calls Clerk; nothing where bans are not part of the plan that the instance is on. */
    private static Optional<ClerkUser> unlessNotInPlan(Supplier<ClerkUser> call) {
        try {
            return Optional.of(call.get());
        } catch (ApiException.Refused e) {
            if (e.failure().status() != PAYMENT_REQUIRED) {
                throw e;
            }
            log.warn("problem=bans_not_in_clerk_plan {}", e.failure());
            return Optional.empty();
        }
    }

    private <T> T inTransaction(UserId id, Function<User, T> work) {
        return transaction.execute(_ -> work.apply(users.lock(id)
                .filter(user -> !user.deleted())
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("There is no such user."))));
    }
}

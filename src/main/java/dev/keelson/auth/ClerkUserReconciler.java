package dev.keelson.auth;

import dev.keelson.clients.clerk.ClerkApiClient;
import dev.keelson.clients.clerk.ClerkUser;
import dev.keelson.webhooks.Drift;
import dev.keelson.webhooks.Reconciler;
import dev.keelson.webhooks.SyncPass;
import dev.keelson.webhooks.SyncScope;
import dev.keelson.webhooks.WebhookProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares our users with Clerk's. Who has been deleted there stands in no list: such a user is found by a full pass, which
 * asks for each that it was not shown, and is erased only where Clerk itself says that there is no such user.
 */
@Component
class ClerkUserReconciler implements Reconciler {
    private static final String ENTITY = "user";
    private static final int PAGE = 500;
    /** How far pages by the last change overlap: for each user that is deleted meanwhile, the others move up by one. */
    private static final int OVERLAP = 10;
    /** Clerk may not know a new user everywhere at once. */
    private static final Duration SETTLED = Duration.ofMinutes(10);

    private final ClerkApiClient clerk;
    private final ClerkUserLookup lookup;
    private final Users users;
    private final MirrorUser mirror;
    private final EraseUser erase;
    private final TransactionTemplate transaction;

    ClerkUserReconciler(
            ClerkApiClient clerk,
            ClerkUserLookup lookup,
            Users users,
            MirrorUser mirror,
            EraseUser erase,
            TransactionTemplate transaction) {
        this.clerk = clerk;
        this.lookup = lookup;
        this.users = users;
        this.mirror = mirror;
        this.erase = erase;
        this.transaction = transaction;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.CLERK;
    }

    @Override
    public String entity() {
        return ENTITY;
    }

    @Override
    public boolean covers(SyncScope scope, Instant askedAt) {
        return !(scope instanceof SyncScope.One one) || one.vendorId().startsWith("user_");
    }

    @Override
    public Step page(SyncPass pass, @Nullable String cursor) {
        return pass.scope() instanceof SyncScope.Since since
                ? changedPage(pass, since.from(), cursor == null ? 0 : Integer.parseInt(cursor))
                : wholePage(pass, cursor);
    }

    private Step wholePage(SyncPass pass, @Nullable String after) {
        var answer = pass.ask(() -> clerk.users(after, PAGE));
        var listed = answer.value();
        compare(pass, listed, answer.askedAt());
        var ids = listed.stream().map(ClerkUser::id).toList();
        return Step.showing(listed.size() < PAGE ? null : ids.getLast(), ids);
    }

    private Step changedPage(SyncPass pass, Instant from, int offset) {
        var answer = pass.ask(() -> clerk.usersByChange(offset, PAGE));
        var changed = answer.value().stream()
                .filter(user -> user.updatedAt() >= from.toEpochMilli())
                .toList();
        compare(pass, changed, answer.askedAt());
        boolean last = changed.size() < PAGE;
        return Step.of(last ? null : Integer.toString(offset + PAGE - OVERLAP), changed.size());
    }

    @Override
    public void check(SyncPass pass, String clerkId) {
        var answer = pass.ask(() -> lookup.find(clerkId));
        if (answer.value().isPresent()) {
            compare(pass, List.of(answer.value().get()), answer.askedAt());
        } else {
            eraseIfKnown(pass, clerkId);
        }
    }

    @Override
    public List<String> known(SyncPass pass, @Nullable String after, int limit) {
        return users.knownBefore(pass.askedAt().minus(SETTLED), after, limit);
    }

    private void compare(SyncPass pass, List<ClerkUser> listed, Instant askedAt) {
        Map<String, User> stored = users.find(listed.stream().map(ClerkUser::id).toList()).stream()
                .collect(Collectors.toMap(User::clerkId, Function.identity()));
        for (ClerkUser user : listed) {
            var ours = stored.get(user.id());
            if (ours == null) {
                mirror(pass, user, Drift.Kind.MISSING);
            } else if (ours.deletedAt() != null) {
                reportErased(pass, ours, askedAt);
            } else if (differs(ours, user)) {
                mirror(pass, user, saysTheSame(ours, user) ? null : Drift.Kind.DIFFERENT);
            }
        }
    }

    private static boolean differs(User ours, ClerkUser user) {
        return user.updatedAt() > ours.clerkUpdatedAt()
                || (user.updatedAt() == ours.clerkUpdatedAt()
                        && !User.Mirror.of(user).equals(ours.mirror()));
    }

    /** A sign-in alone is no difference: Clerk does not announce each of them. */
    private static boolean saysTheSame(User ours, ClerkUser user) {
        return User.Mirror.of(user).withLastSignIn(ours.mirror().lastSignInAt()).equals(ours.mirror());
    }

    /** @param drift what to report where it is taken over; null for nothing */
    private void mirror(SyncPass pass, ClerkUser user, Drift.@Nullable Kind drift) {
        boolean tied = Boolean.TRUE.equals(transaction.execute(_ -> {
            var result = mirror.told(user);
            if (result == MirrorUser.Result.MIRRORED && drift != null) {
                pass.report(new Drift(ENTITY, user.id(), drift, true));
            }
            return result == MirrorUser.Result.TIED;
        }));
        if (tied) {
            settle(pass, user.id(), drift);
        }
    }

    /** Two states of one version: only what Clerk says now tells which is true. */
    private void settle(SyncPass pass, String clerkId, Drift.@Nullable Kind drift) {
        var answer = pass.ask(() -> lookup.find(clerkId)).value();
        answer.ifPresent(now -> transaction.executeWithoutResult(_ -> {
            if (mirror.answered(now, null) == MirrorUser.Result.MIRRORED && drift != null) {
                pass.report(new Drift(ENTITY, clerkId, drift, true));
            }
        }));
    }

    /** Erased here on somebody's behalf, and alive at Clerk: that is for somebody to see. */
    private static void reportErased(SyncPass pass, User ours, Instant askedAt) {
        if (ours.deletedAt() != null && ours.deletedAt().isBefore(askedAt)) {
            pass.report(new Drift(ENTITY, ours.clerkId(), Drift.Kind.ORPHAN, false));
        }
    }

    private void eraseIfKnown(SyncPass pass, String clerkId) {
        if (users.find(List.of(clerkId)).isEmpty()) {
            return;
        }
        transaction.executeWithoutResult(_ -> {
            if (erase.erase(clerkId, null)) {
                pass.report(new Drift(ENTITY, clerkId, Drift.Kind.DELETED, true));
            }
        });
    }
}

package dev.keelson.social.accounts;

import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.Account.LinkState;
import dev.keelson.social.networks.NetworkAccess;
import dev.keelson.social.networks.Platform;
import java.util.Collection;
import org.springframework.stereotype.Component;

/** Whether posts of a user can go out on a network: it can be reached, is linked, and within the plan. */
@Component
public class UsableAccounts {
    private final LinkedAccounts accounts;
    private final AccountAllowance allowance;
    private final NetworkAccess access;

    UsableAccounts(LinkedAccounts accounts, AccountAllowance allowance, NetworkAccess access) {
        this.accounts = accounts;
        this.allowance = allowance;
        this.access = access;
    }

    /** Throws the problem of the first network on which nothing can go out. */
    public void require(UserId user, Collection<Platform> platforms) {
        platforms.forEach(this::requireReachable);
        platforms.forEach(platform -> requireLinked(user, platform));
        var beyond = allowance.beyond(user);
        platforms.stream().filter(beyond::contains).findFirst().ifPresent(platform -> {
            throw AccountProblem.ACCOUNT_OVER_PLAN.because(
                    platform.displayName() + " is linked, and your plan allows fewer accounts than are.");
        });
    }

    /** Whether the user's plan covers them, linked or not. */
    public boolean coveredByPlan(UserId user, Collection<Platform> platforms) {
        return allowance.beyond(user).stream().noneMatch(platforms::contains);
    }

    boolean canReach(Platform platform) {
        return access.to(platform);
    }

    void requireReachable(Platform platform) {
        if (!canReach(platform)) {
            throw AccountProblem.X_KEYS_MISSING.because(NetworkAccess.WHY_NOT);
        }
    }

    private void requireLinked(UserId user, Platform platform) {
        String name = platform.displayName();
        var state = accounts.find(user, platform).map(Account::state).orElse(LinkState.UNLINKED);
        switch (state) {
            case ACTIVE -> {}
            case UNLINKED -> throw AccountProblem.ACCOUNT_NOT_LINKED.because(name + " is not linked.");
            case NEEDS_RELINK ->
                throw AccountProblem.ACCOUNT_NEEDS_RELINK.because(name + " no longer accepts the link.");
            case PAUSED -> throw AccountProblem.ACCOUNT_PAUSED.because(name + " is paused.");
        }
    }
}

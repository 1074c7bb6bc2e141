package dev.keelson.social.accounts;

import dev.keelson.audit.AuditLog;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.clients.ayrshare.AyrshareCode;
import dev.keelson.clients.ayrshare.LinkSession;
import dev.keelson.clients.ayrshare.LinkedAccount;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.Account.Signal;
import dev.keelson.social.accounts.ProfileTroubles.Trouble;
import dev.keelson.social.networks.Platform;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What a user does with their linked accounts. Calls Ayrshare: nothing here may run inside a transaction. */
@Component
public class LinkAccounts {
    private static final Logger log = LoggerFactory.getLogger(LinkAccounts.class);

    private final Profiles profiles;
    private final ProfileStore profileStore;
    private final LinkedAccounts accounts;
    private final UsableAccounts usable;
    private final AccountAllowance allowance;
    private final WaitingPosts waiting;
    private final ProfileTroubles troubles;
    private final AyrshareApiClient ayrshare;
    private final AccountSettings settings;
    private final AuditLog audit;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    LinkAccounts(
            Profiles profiles,
            ProfileStore profileStore,
            LinkedAccounts accounts,
            UsableAccounts usable,
            AccountAllowance allowance,
            WaitingPosts waiting,
            ProfileTroubles troubles,
            AyrshareApiClient ayrshare,
            AccountSettings settings,
            AuditLog audit,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.profiles = profiles;
        this.profileStore = profileStore;
        this.accounts = accounts;
        this.usable = usable;
        this.allowance = allowance;
        this.waiting = waiting;
        this.troubles = troubles;
        this.ayrshare = ayrshare;
        this.settings = settings;
        this.audit = audit;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * A page where the user links networks. Asked for on the click, because it is open for minutes only.
     *
     * @param asked the networks to offer, empty for all
     */
    LinkSession startLinking(UserId user, List<Platform> asked) {
        asked.forEach(usable::requireReachable);
        allowance.requireRoom(user, asked, accounts.of(user));
        var profile = profiles.ensure(user);
        var session = unlessSuspended(
                user,
                () -> ayrshare.createLinkSession(
                        profile.activeKey(),
                        settings.linkRedirect(),
                        offered(asked).stream().map(Platform::ayrshareName).toList()));
        var networks = asked.isEmpty()
                ? "all"
                : asked.stream().map(Platform::id).sorted().collect(Collectors.joining(","));
        transaction.executeWithoutResult(_ -> audit.record(
                user, "social_account.link_begun", profile.id().toString(), Map.of("platforms", networks)));
        return session;
    }

    /** Where all are asked for, those that can be reached have to be named unless that is all. */
    private List<Platform> offered(List<Platform> asked) {
        var reachable =
                Arrays.stream(Platform.values()).filter(usable::canReach).toList();
        return asked.isEmpty() && reachable.size() < Platform.values().length ? reachable : asked;
    }

    /** Asks Ayrshare what is linked now. The user who asks for it has seen to it: what it lists counts as working. */
    List<Account> refresh(UserId user) {
        profiles.active(user).ifPresent(profile -> {
            Instant askedAt = clock.instant();
            var linked = unlessSuspended(user, () -> ayrshare.linkedAccounts(profile.activeKey()));
            transaction.executeWithoutResult(_ -> {
                accounts.listed(user, linked, askedAt);
                linked.stream()
                        .map(LinkedAccount::platform)
                        .flatMap(name -> Platform.of(name).stream())
                        .forEach(platform -> accounts.signalled(user, platform, Signal.LINKED, askedAt, null));
                accounts.settle(user);
            });
        });
        return accounts.of(user);
    }

    /**
     * Does something that needs linked accounts. Somebody who has linked one a second ago is ahead of what we know, so
     * Ayrshare is asked once before they are told that it is not linked.
     */
    public <T> T withFreshAccounts(UserId user, Supplier<T> write) {
        try {
            return write.get();
        } catch (ProblemException e) {
            if (e.problem().type() != AccountProblem.ACCOUNT_NOT_LINKED || !refreshedNow(user)) {
                throw e;
            }
            return write.get();
        }
    }

    /**
     * Unlinks an account, at Ayrshare too.
     *
     * @param planned how many posts are still planned for the network, and will fail or be held there
     */
    record Unlinked(Platform platform, int planned) {}

    Unlinked unlink(UserId user, UUID id) {
        var account = accounts.find(user, id)
                .orElseThrow(() -> AccountProblem.ACCOUNT_NOT_FOUND.because("You have no account with this id."));
        var profile = profiles.active(user);
        if (profile.isPresent() && account.listed()) {
            unlinkAtAyrshare(profile.get(), account.platform());
        }
        transaction.executeWithoutResult(_ -> {
            accounts.unlinked(user, account.platform(), clock.instant());
            accounts.settle(user);
            audit.record(
                    user,
                    "social_account.unlinked",
                    id.toString(),
                    Map.of("platform", account.platform().id()));
        });
        return new Unlinked(account.platform(), waiting.planned(user, account.platform()));
    }

    private void unlinkAtAyrshare(Profile profile, Platform platform) {
        try {
            unlessSuspended(profile.user(), () -> {
                ayrshare.unlink(profile.activeKey(), platform.ayrshareName());
                return platform;
            });
        } catch (ApiException.Refused e) {
            if (AyrshareCode.of(e.failure())
                    .filter(code -> code == AyrshareCode.NOT_LINKED)
                    .isEmpty()) {
                throw e;
            }
        }
    }

    private boolean refreshedNow(UserId user) {
        Instant stale = clock.instant().minus(settings.fresh());
        if (profiles.active(user).isEmpty()
                || profileStore.accountsSyncedAt(user).filter(stale::isBefore).isPresent()) {
            return false;
        }
        try {
            var profile = profiles.active(user).orElseThrow();
            Instant askedAt = clock.instant();
            var linked = ayrshare.linkedAccounts(profile.activeKey());
            return Boolean.TRUE.equals(transaction.execute(_ -> {
                boolean newest = accounts.listed(user, linked, askedAt);
                accounts.settle(user);
                return newest;
            }));
        } catch (ApiException e) {
            log.info("social_accounts=not_refreshed user={} {}", user, e.failure());
            return false;
        }
    }

    private <T> T unlessSuspended(UserId user, Supplier<T> call) {
        try {
            T answer = call.get();
            troubles.over(user);
            return answer;
        } catch (ApiException.Refused e) {
            if (AyrshareCode.of(e.failure())
                    .filter(code -> code == AyrshareCode.PROFILE_SUSPENDED)
                    .isPresent()) {
                troubles.note(user, Trouble.SUSPENDED, null);
                throw AccountProblem.PROFILE_SUSPENDED.because("Ayrshare has suspended it.");
            }
            throw e;
        }
    }
}

package dev.keelson.social.accounts;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.clients.ayrshare.AyrshareCode;
import dev.keelson.clients.ayrshare.LinkedAccount;
import dev.keelson.clients.ayrshare.ListedProfile;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.ProfileTroubles.Trouble;
import dev.keelson.social.networks.Platform;
import dev.keelson.webhooks.Drift;
import dev.keelson.webhooks.Reconciler;
import dev.keelson.webhooks.SyncPass;
import dev.keelson.webhooks.SyncScope;
import dev.keelson.webhooks.WebhookProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares the profiles and their linked accounts with Ayrshare. The list of all profiles also names the networks that are
 * linked to each, so one request finds the profiles of which something was missed; a full pass, once a day, asks each of them, also how long their links still work. Profiles
 * themselves are only reported: one whose key nobody has cannot be taken over, and a lost one cannot be made again unnoticed.
 */
@Component
@Order(1)
class ProfileReconciler implements Reconciler {
    private static final Logger log = LoggerFactory.getLogger(ProfileReconciler.class);
    private static final String PROFILE = "profile";
    private static final String ACCOUNT = "account";
    /** Each profile of a full pass costs a call: so many are the work of half a minute. */
    private static final int FULL_PAGE = 50;

    private static final int PAGE = 1_000;
    private static final Duration SETTLED = Duration.ofMinutes(10);

    private final AyrshareApiClient ayrshare;
    private final ProfileStore profiles;
    private final LinkedAccounts accounts;
    private final ProfileTroubles troubles;
    private final TransactionTemplate transaction;

    ProfileReconciler(
            AyrshareApiClient ayrshare,
            ProfileStore profiles,
            LinkedAccounts accounts,
            ProfileTroubles troubles,
            TransactionTemplate transaction) {
        this.ayrshare = ayrshare;
        this.profiles = profiles;
        this.accounts = accounts;
        this.troubles = troubles;
        this.transaction = transaction;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.AYRSHARE;
    }

    @Override
    public String entity() {
        return PROFILE;
    }

    @Override
    public boolean covers(SyncScope scope, Instant askedAt) {
        return !(scope instanceof SyncScope.One one)
                || profiles.findByRefId(one.vendorId()).isPresent();
    }

    @Override
    public Step page(SyncPass pass, @Nullable String cursor) {
        boolean full = pass.scope() instanceof SyncScope.Full;
        var page = pass.ask(() -> ayrshare.profiles(cursor, full ? FULL_PAGE : PAGE))
                .value();
        for (ListedProfile listed : page.profiles()) {
            var profile = profiles.findByRefId(listed.refId());
            if (profile.isEmpty()) {
                reportOrphan(pass, listed);
            } else if (profile.get().state() == Profile.State.ACTIVE
                    && (full || !linkedHere(profile.get()).equals(linkedThere(listed)))) {
                look(pass, profile.get());
            }
        }
        return Step.showing(
                page.next(), page.profiles().stream().map(ListedProfile::refId).toList());
    }

    @Override
    public List<String> known(SyncPass pass, @Nullable String after, int limit) {
        return profiles.refIdsBefore(pass.askedAt().minus(SETTLED), after, limit);
    }

    @Override
    public void check(SyncPass pass, String refId) {
        profiles.findByRefId(refId)
                .filter(profile -> profile.state() == Profile.State.ACTIVE)
                .ifPresent(profile -> check(pass, profile, refId));
    }

    private void check(SyncPass pass, Profile profile, String refId) {
        var found = pass.ask(() -> ayrshare.profilesTitled(Profile.titleOf(profile.user())))
                .value();
        if (found.stream().anyMatch(listed -> listed.refId().equals(refId))) {
            look(pass, profile);
            return;
        }
        log.error("reconcile=profile_gone profile={} refId={}", profile.id(), refId);
        pass.report(new Drift(PROFILE, refId, Drift.Kind.DELETED, false));
    }

    private void look(SyncPass pass, Profile profile) {
        try {
            take(pass, profile, pass.ask(() -> ayrshare.linkedAccounts(profile.activeKey())));
            troubles.over(profile.user());
        } catch (ApiException.Refused | ApiException.NotFound e) {
            // One profile that Ayrshare has suspended must not keep the others from being looked at.
            if (AyrshareCode.of(e.failure()).equals(Optional.of(AyrshareCode.PROFILE_SUSPENDED))) {
                troubles.note(profile.user(), Trouble.SUSPENDED, profile.refId());
            }
            log.warn("reconcile=refused entity={} refId={} {}", PROFILE, profile.refId(), e.failure());
            pass.report(new Drift(PROFILE, String.valueOf(profile.refId()), Drift.Kind.DIFFERENT, false));
        }
    }

    private void take(SyncPass pass, Profile profile, SyncPass.Answer<List<LinkedAccount>> answer) {
        transaction.executeWithoutResult(_ -> {
            profiles.lockForAccounts(profile.user());
            var before = namesByPlatform(profile.user());
            if (accounts.listed(profile.user(), answer.value(), answer.askedAt())) {
                report(pass, profile, before, namesByPlatform(profile.user()));
                accounts.settle(profile.user());
            }
        });
    }

    private static void report(
            SyncPass pass, Profile profile, Map<Platform, String> before, Map<Platform, String> after) {
        for (Platform platform : Platform.values()) {
            var drift = drift(before.get(platform), after.get(platform));
            if (drift != null) {
                pass.report(new Drift(ACCOUNT, profile.refId() + "/" + platform.id(), drift, true));
            }
        }
    }

    private static Drift.@Nullable Kind drift(@Nullable String before, @Nullable String after) {
        if (Objects.equals(before, after)) {
            return null;
        }
        if (before == null) {
            return Drift.Kind.MISSING;
        }
        return after == null ? Drift.Kind.DELETED : Drift.Kind.DIFFERENT;
    }

    private void reportOrphan(SyncPass pass, ListedProfile listed) {
        if (!isBeingMade(listed.title())) {
            pass.report(new Drift(PROFILE, listed.refId(), Drift.Kind.ORPHAN, false));
        }
    }

    /** Its title is the user's id, and known before its refId is. */
    private boolean isBeingMade(String title) {
        try {
            return profiles.find(new UserId(UUID.fromString(title)))
                    .filter(profile -> profile.state() == Profile.State.CREATING)
                    .isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Map<Platform, String> namesByPlatform(UserId user) {
        return accounts.of(user).stream()
                .filter(Account::listed)
                .collect(toMap(Account::platform, account -> Objects.requireNonNullElse(account.name(), "")));
    }

    private Set<Platform> linkedHere(Profile profile) {
        return namesByPlatform(profile.user()).keySet();
    }

    private static Set<Platform> linkedThere(ListedProfile listed) {
        return listed.linked().stream()
                .flatMap(name -> Platform.of(name).stream())
                .collect(toSet());
    }
}

package dev.keelson.social.accounts;

import dev.keelson.audit.AuditLog;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.clients.ayrshare.AyrshareCode;
import dev.keelson.clients.ayrshare.CreatedProfile;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.ProfileTroubles.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes a user's profile at Ayrshare when it is first needed: once, whatever happens. Ayrshare tells a profile's key only in
 * the answer that makes it. If that answer is lost, the title is taken when we try again; such a profile, which nobody can
 * use, is deleted and made anew.
 */
@Component
public class Profiles {
    private static final Logger log = LoggerFactory.getLogger(Profiles.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    /** Ayrshare lists a new profile some seconds after it was made. */
    private static final Duration UNTIL_LISTED = Duration.ofSeconds(10);

    private final ProfileStore store;
    private final ProfileTroubles troubles;
    private final AyrshareApiClient ayrshare;
    private final AccountSettings settings;
    private final AuditLog audit;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    Profiles(
            ProfileStore store,
            ProfileTroubles troubles,
            AyrshareApiClient ayrshare,
            AccountSettings settings,
            AuditLog audit,
            IdGenerator ids,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.store = store;
        this.troubles = troubles;
        this.ayrshare = ayrshare;
        this.settings = settings;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
        this.transaction = transaction;
    }

    /** The user's profile, if it has been made and not been deleted. */
    public Optional<Profile> active(UserId user) {
        return store.find(user).filter(profile -> profile.state() == Profile.State.ACTIVE);
    }

    /** The user's profile, made now where there is none. Calls Ayrshare: never inside a transaction. */
    public Profile ensure(UserId user) {
        Instant deadline = clock.instant().plus(settings.profileWait());
        do {
            var profile = store.find(user);
            if (profile.isPresent() && profile.get().state() != Profile.State.CREATING) {
                return usable(profile.get());
            }
            UUID claim = ids.next();
            if (store.claim(user, claim)) {
                return make(user, claim);
            }
            pause();
        } while (clock.instant().isBefore(deadline));
        throw inPreparation("Another request is making it.", Duration.ofSeconds(2));
    }

    private static Profile usable(Profile profile) {
        if (profile.state() != Profile.State.ACTIVE) {
            throw AccountProblem.PROFILE_NOT_RECOVERABLE.because("The profile has been deleted.");
        }
        return profile;
    }

    private Profile make(UserId user, UUID claim) {
        try {
            Profile claimed = store.find(user).orElseThrow();
            CreatedProfile created = createOrReplace(user);
            boolean stored = Boolean.TRUE.equals(transaction.execute(_ -> stored(claimed, claim, created)));
            if (!stored) {
                ayrshare.deleteProfile(created.key());
                throw inPreparation("It was claimed by another request.", UNTIL_LISTED);
            }
            return store.find(user).orElseThrow();
        } catch (RuntimeException e) {
            store.release(user, claim);
            throw e;
        }
    }

    private boolean stored(Profile claimed, UUID claim, CreatedProfile created) {
        boolean stored = store.activate(claimed, claim, created);
        if (stored) {
            audit.record(claimed.user(), "social_profile.created", claimed.id().toString(), Map.of());
        }
        return stored;
    }

    private CreatedProfile createOrReplace(UserId user) {
        String title = Profile.titleOf(user);
        try {
            return ayrshare.createProfile(title);
        } catch (ApiException e) {
            if (!isTitleTaken(e)) {
                throw e;
            }
        }
        removeUnusable(user, title);
        try {
            return ayrshare.createProfile(title);
        } catch (ApiException e) {
            throw isTitleTaken(e) ? inPreparation("The one before is still being removed.", UNTIL_LISTED) : e;
        }
    }

    private void removeUnusable(UserId user, String title) {
        var existing = ayrshare.profilesTitled(title).stream()
                .filter(profile -> profile.title().equals(title))
                .findFirst()
                .orElseThrow(() -> inPreparation("It is not listed at Ayrshare yet.", UNTIL_LISTED));
        if (!existing.linked().isEmpty()) {
            // Somebody has used it: then its key is not lost but elsewhere, and it is not ours to delete.
            log.error("social_profile=not_recoverable title={} refId={} reason=in_use", title, existing.refId());
            troubles.note(user, Trouble.IN_USE, existing.refId());
            throw AccountProblem.PROFILE_NOT_RECOVERABLE.because("Ayrshare has a profile of yours that is in use.");
        }
        try {
            ayrshare.deleteProfileTitled(title);
            log.warn("social_profile=removed title={} refId={} reason=key_lost", title, existing.refId());
        } catch (ApiException.Refused | ApiException.NotFound e) {
            log.error("social_profile=not_recoverable title={} refId={} {}", title, existing.refId(), e.failure());
            troubles.note(user, Trouble.NOT_REMOVABLE, existing.refId());
            throw AccountProblem.PROFILE_NOT_RECOVERABLE.because("Ayrshare refuses to remove a profile of yours.");
        }
    }

    private static boolean isTitleTaken(ApiException e) {
        return AyrshareCode.of(e.failure())
                .filter(code -> code == AyrshareCode.TITLE_EXISTS)
                .isPresent();
    }

    private static ProblemException inPreparation(String detail, Duration retryAfter) {
        return new ProblemException(
                Problem.of(AccountProblem.PROFILE_IN_PREPARATION, detail).retryAfter(retryAfter));
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw inPreparation("The server is stopping.", Duration.ofSeconds(5));
        }
    }
}

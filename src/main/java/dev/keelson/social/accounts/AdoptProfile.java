package dev.keelson.social.accounts;

import dev.keelson.audit.AuditLog;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.clients.ayrshare.CreatedProfile;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.ProfileTroubles.TroubledProfile;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Takes over a user's profile whose key we never stored, by the key that an administrator has copied from Ayrshare's dashboard:
 * with all that is linked to it.
 */
@Component
class AdoptProfile {
    private final ProfileStore store;
    private final ProfileTroubles troubles;
    private final LinkedAccounts accounts;
    private final AyrshareApiClient ayrshare;
    private final AuditLog audit;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    AdoptProfile(
            ProfileStore store,
            ProfileTroubles troubles,
            LinkedAccounts accounts,
            AyrshareApiClient ayrshare,
            AuditLog audit,
            IdGenerator ids,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.store = store;
        this.troubles = troubles;
        this.accounts = accounts;
        this.ayrshare = ayrshare;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
        this.transaction = transaction;
    }

    void run(UserId user, ProfileKey key, UserId administrator) {
        var profile = store.find(user)
                .filter(found -> found.state() == Profile.State.CREATING)
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("This user has no profile that waits for its key."));
        var trouble = troubles.find(user)
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("This user's profile is not in trouble."));
        Instant askedAt = clock.instant();
        var answer = ask(key);
        var refId = refIdIn(answer, trouble);
        UUID claim = ids.next();
        if (!store.claim(user, claim)) {
            throw AccountProblem.PROFILE_IN_PREPARATION.because("The user's own request is trying just now.");
        }
        transaction.executeWithoutResult(_ -> {
            if (!store.activate(profile, claim, new CreatedProfile(refId, key))) {
                throw AccountProblem.PROFILE_IN_PREPARATION.because("The user's own request was faster.");
            }
            accounts.listed(user, AyrshareApiClient.linkedAccounts(answer), askedAt);
            accounts.settle(user);
            audit.record(
                    administrator, "social_profile.adopted", profile.id().toString(), Map.of("user", user.toString()));
        });
    }

    private JsonNode ask(ProfileKey key) {
        try {
            return ayrshare.user(key);
        } catch (ApiException.Refused | ApiException.Unauthorized | ApiException.NotFound e) {
            throw AccountProblem.PROFILE_KEY_WRONG.because("Ayrshare does not accept it.");
        }
    }

    /** A key of somebody else's profile would let this user post as them. */
    private static String refIdIn(JsonNode answer, TroubledProfile trouble) {
        String refId = answer.path("refId").asString("");
        if (refId.isEmpty()
                || !(answer.path("title").asString("").equals(trouble.title()) || refId.equals(trouble.refId()))) {
            throw AccountProblem.PROFILE_KEY_WRONG.because("It is the key of another profile.");
        }
        return refId;
    }
}

package dev.keelson.social.accounts;

import dev.keelson.audit.AuditLog;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Deletes an erased user's profile at Ayrshare, and with it what Ayrshare keeps of them. May be repeated. */
@Component
public class DeleteProfile {
    private static final Logger log = LoggerFactory.getLogger(DeleteProfile.class);

    private final ProfileStore profiles;
    private final AyrshareApiClient ayrshare;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    DeleteProfile(ProfileStore profiles, AyrshareApiClient ayrshare, AuditLog audit, TransactionTemplate transaction) {
        this.profiles = profiles;
        this.ayrshare = ayrshare;
        this.audit = audit;
        this.transaction = transaction;
    }

    public void run(UUID id) {
        profiles.find(id)
                .filter(profile -> profile.state() == Profile.State.DELETING)
                .ifPresent(profile -> {
                    deleteAtAyrshare(profile);
                    transaction.executeWithoutResult(_ -> {
                        profiles.deleted(id);
                        audit.record(null, "social_profile.deleted", id.toString(), Map.of());
                    });
                });
    }

    private void deleteAtAyrshare(Profile profile) {
        try {
            if (profile.key() != null) {
                ayrshare.deleteProfile(profile.key());
            } else if (!ayrshare.profilesTitled(Profile.titleOf(profile.user())).isEmpty()) {
                ayrshare.deleteProfileTitled(Profile.titleOf(profile.user()));
            }
        } catch (ApiException.NotFound e) {
            log.info("social_profile=gone_already profile={} {}", profile.id(), e.failure());
        }
    }
}

package dev.keelson.social.posts;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.clients.ayrshare.AyrshareCode;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.social.accounts.Profiles;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Deletes a published target from its network. May be repeated: what is gone already is gone. */
@Component
class RemoveTarget {
    private static final Logger log = LoggerFactory.getLogger(RemoveTarget.class);

    /** Ayrshare's word for what is gone. */
    private static final String DELETED = "deleted";

    private final Posts posts;
    private final Profiles profiles;
    private final AyrshareApiClient ayrshare;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    RemoveTarget(
            Posts posts,
            Profiles profiles,
            AyrshareApiClient ayrshare,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.posts = posts;
        this.profiles = profiles;
        this.ayrshare = ayrshare;
        this.clock = clock;
        this.transaction = transaction;
    }

    private record Removable(ProfileKey profile, String ayrsharePostId) {}

    void run(UUID targetId) {
        Optional<Removable> removable = transaction.execute(_ -> removable(targetId));
        var outcome = removable == null || removable.isEmpty() ? Removal.FAILED : remove(removable.get());
        transaction.executeWithoutResult(_ -> {
            posts.lockByTarget(targetId)
                    .ifPresent(
                            post -> { // unless it was erased meanwhile
                                post.removed(targetId, outcome, clock.instant());
                                posts.save(post);
                            });
        });
        log.info("post_target=removed target={} outcome={}", targetId, outcome);
    }

    private Optional<Removable> removable(UUID targetId) {
        return posts.lockByTarget(targetId)
                .flatMap(post -> profiles.active(post.user())
                        .flatMap(profile -> post.target(targetId)
                                .ayrsharePostId()
                                .map(id -> new Removable(profile.activeKey(), id))));
    }

    /** What may pass leaves this as an exception, and the task is repeated. Of what had no answer it is looked what became. */
    private Removal remove(Removable removable) {
        try {
            ayrshare.deletePost(removable.profile(), removable.ayrsharePostId());
            return Removal.REMOVED;
        } catch (ApiException.NotFound _) {
            return Removal.REMOVED;
        } catch (ApiException.OutcomeUnknown | ApiException.Unavailable | ApiException.UnexpectedBody e) {
            if (isGone(removable)) {
                return Removal.REMOVED;
            }
            throw e;
        } catch (ApiException.Refused e) {
            return AyrshareCode.of(e.failure())
                    .map(code -> switch (code.kind()) {
                        case GONE -> Removal.REMOVED;
                        case CONTENT -> Removal.REFUSED;
                        case MEDIA, MEDIA_HOST, DUPLICATE, RELINK, RATE, TRANSIENT -> Removal.FAILED;
                        case SUSPENDED, CONFIGURATION, AMBIGUOUS, CONFLICT -> Removal.FAILED;
                    })
                    .orElse(Removal.FAILED);
        }
    }

    private boolean isGone(Removable removable) {
        try {
            return ayrshare.getPost(removable.profile(), removable.ayrsharePostId())
                    .status()
                    .equals(DELETED);
        } catch (ApiException.NotFound _) {
            return true;
        }
    }
}

package dev.keelson.social;

import dev.keelson.auth.UserErased;
import java.time.InstantSource;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;

/** Forgets an erased user's posts and accounts, and has their profile deleted at Ayrshare. May be repeated. */
@Component
class ForgetUser {
    private final Posts posts;
    private final LinkedAccounts accounts;
    private final ProfileStore profiles;
    private final SocialQueue queue;
    private final InstantSource clock;

    ForgetUser(Posts posts, LinkedAccounts accounts, ProfileStore profiles, SocialQueue queue, InstantSource clock) {
        this.posts = posts;
        this.accounts = accounts;
        this.profiles = profiles;
        this.queue = queue;
        this.clock = clock;
    }

    @ApplicationModuleListener
    void on(UserErased event) {
        posts.lockAll(event.user().value()).forEach(post -> {
            post.anonymise(clock.instant());
            posts.save(post);
        });
        accounts.anonymise(event.user());
        profiles.find(event.user())
                .filter(profile -> profile.state() != Profile.State.DELETED)
                .ifPresent(profile -> {
                    profiles.startDeleting(profile.id());
                    queue.deleteProfile(profile.id());
                });
    }
}

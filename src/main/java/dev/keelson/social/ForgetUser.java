package dev.keelson.social;

import dev.keelson.auth.Erasure;
import dev.keelson.auth.ErasureStep;
import dev.keelson.auth.VendorNames;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.DeleteProfile;
import dev.keelson.social.accounts.Profile;
import dev.keelson.social.accounts.ProfileStore;
import dev.keelson.social.posts.Posts;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Has an erased user's profile deleted at Ayrshare, and deletes their posts and accounts here. */
@Component
class ForgetUser implements ErasureStep, VendorNames {
    private final Posts posts;
    private final ProfileStore profiles;
    private final DeleteProfile deleteProfile;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    ForgetUser(
            Posts posts,
            ProfileStore profiles,
            DeleteProfile deleteProfile,
            JdbcClient jdbc,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.posts = posts;
        this.profiles = profiles;
        this.deleteProfile = deleteProfile;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "social";
    }

    @Override
    public Phase phase() {
        return Phase.AT_VENDORS;
    }

    @Override
    public Set<String> of(UserId user) {
        return profiles.find(user).map(Profile::refId).map(Set::of).orElseGet(Set::of);
    }

    @Override
    public void erase(Erasure erasure) {
        Optional<UUID> profile = Optional.ofNullable(transaction.execute(_ -> stop(erasure.user())))
                .flatMap(found -> found);
        profile.ifPresent(deleteProfile::run);
        transaction.executeWithoutResult(_ -> delete(erasure.user()));
    }

    /** Whatever is being sent at this moment finds its post deleted, and the profile away. */
    private Optional<UUID> stop(UserId user) {
        // First what makes posts: it waits for the row that is just becoming one, and no other follows.
        deleteFrom("imports", user);
        posts.lockAll(user.value()).forEach(post -> {
            post.anonymise(clock.instant());
            posts.save(post);
        });
        var profile = profiles.find(user).filter(found -> found.state() != Profile.State.DELETED);
        profile.ifPresent(found -> profiles.startDeleting(found.id()));
        return profile.map(Profile::id);
    }

    private void delete(UserId user) {
        // With the posts go their targets, attempts and numbers, and that they were rows of a file.
        List.of(
                        "external_posts",
                        "posts",
                        "account_metrics",
                        "account_collections",
                        "media",
                        "social_accounts",
                        "calendar_feeds",
                        "schedule_settings")
                .forEach(table -> deleteFrom(table, user));
    }

    private void deleteFrom(String table, UserId user) {
        jdbc.sql("delete from %s where user_id = :user".formatted(table))
                .param("user", user.value())
                .update();
    }
}

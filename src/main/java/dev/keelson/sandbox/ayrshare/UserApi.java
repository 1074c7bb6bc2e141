package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;

@AyrshareApi
class UserApi {
    private static final int MONTHLY_QUOTA = 1000;

    private final Posts posts;
    private final Clock clock;

    UserApi(Posts posts, Clock clock) {
        this.posts = posts;
        this.clock = clock;
    }

    /** Here, and only here, Ayrshare shows a time as its database does. */
    record Timestamp(
            @JsonProperty("_seconds") long seconds,
            @JsonProperty("_nanoseconds") int nanoseconds,
            String utc) {
        static Timestamp of(Instant instant) {
            return new Timestamp(instant.getEpochSecond(), instant.getNano(), instant.toString());
        }
    }

    record User(
            List<Network> activeSocialAccounts,
            Timestamp created,
            List<Account> displayNames,
            int monthlyPostCount,
            int monthlyPostQuota,
            boolean messagingEnabled,
            String refId,
            String title) {}

    @GetMapping("/user")
    User user(Caller caller) {
        var profile = caller.profile();
        return new User(
                profile.linked(),
                Timestamp.of(profile.created()),
                profile.accounts().stream()
                        .map(account -> account.at(clock.instant()))
                        .toList(),
                posts.list(profile.refId()).size(),
                MONTHLY_QUOTA,
                profile.messagingActive(),
                profile.refId(),
                profile.title());
    }
}

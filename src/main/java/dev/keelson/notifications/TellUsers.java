package dev.keelson.notifications;

import dev.keelson.auth.PlanChanged;
import dev.keelson.auth.UserDirectory;
import dev.keelson.shared.UserId;
import dev.keelson.social.PostDelayed;
import dev.keelson.social.PostFailed;
import dev.keelson.social.PostHeld;
import dev.keelson.social.PostPublished;
import dev.keelson.social.PostVanished;
import dev.keelson.social.SocialAccountNeedsRelink;
import dev.keelson.social.SocialAccountRelinked;
import dev.keelson.social.SocialAccountsOverPlan;
import dev.keelson.social.SocialLinkExpiring;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Component;

/**
 * Turns what happened in other modules into notifications. Events may come again and in any order: each is told once, and
 * nobody is told anything after their erasure.
 */
@Component
class TellUsers {
    private final Notifications notifications;
    private final UserDirectory users;
    private final InstantSource clock;

    TellUsers(Notifications notifications, UserDirectory users, InstantSource clock) {
        this.notifications = notifications;
        this.users = users;
        this.clock = clock;
    }

    /** In the transaction that changes the plan: it is a row, and many plans may change at once. */
    @EventListener
    void on(PlanChanged event) {
        var message = new Message.PlanIs(event.plan(), event.plan().equals(PlanChanged.FREE));
        if (mayBeTold(event.user()) && !notifications.told(event.user(), message.kind(), event.version())) {
            notifications.add(event.user(), message, "plan " + event.version(), event.version());
        }
    }

    @ApplicationModuleListener
    void on(PostPublished event) {
        var message = new Message.PostIsOut(event.postId(), event.platform());
        if (mayBeTold(event.user())) {
            notifications.add(event.user(), message, published(event.postId(), event.platform()), null);
        }
    }

    /** A post that is out stays out: a failure that comes later is older. */
    @ApplicationModuleListener
    void on(PostFailed event) {
        var message = new Message.PostIsNotOut(
                event.postId(), event.platform(), event.code(), event.meaning(), event.action());
        if (mayBeTold(event.user()) && !notifications.told(event.user(), published(event.postId(), event.platform()))) {
            notifications.add(
                    event.user(),
                    message,
                    "failed %s %s %s".formatted(event.postId(), event.platform(), event.code()),
                    null);
        }
    }

    @ApplicationModuleListener
    void on(PostHeld event) {
        var message = new Message.PostIsHeld(
                event.postId(), event.reason(), event.scheduledAt(), event.meaning(), event.action());
        if (mayBeTold(event.user())) {
            notifications.add(
                    event.user(),
                    message,
                    "held %s %s %s".formatted(event.postId(), event.reason(), event.scheduledAt()),
                    null);
        }
    }

    @ApplicationModuleListener
    void on(PostDelayed event) {
        if (mayBeTold(event.user())) {
            notifications.add(
                    event.user(),
                    new Message.PostIsLate(event.postId(), event.scheduledAt()),
                    "delayed " + event.postId(),
                    null);
        }
    }

    @ApplicationModuleListener
    void on(PostVanished event) {
        var message = new Message.PostHasVanished(event.postId(), event.platform());
        if (mayBeTold(event.user())) {
            notifications.add(
                    event.user(),
                    message,
                    "vanished %s %s %s".formatted(event.postId(), event.platform(), event.noticedAt()),
                    null);
        }
    }

    /** What an older version told does not say since when: told once a day at most. */
    @ApplicationModuleListener
    void on(SocialAccountNeedsRelink event) {
        var message = new Message.LinkAgain(event.platform(), null);
        var occasion = event.since() == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : event.since();
        if (mayBeTold(event.user())) {
            notifications.add(event.user(), message, "relink %s %s".formatted(event.platform(), occasion), null);
        }
    }

    /** Of a network that says no date it is told once a month at most. */
    @ApplicationModuleListener
    void on(SocialLinkExpiring event) {
        var message = new Message.LinkEnds(event.platform(), event.by(), event.days());
        var occasion = event.by() == null ? YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC)) : event.by();
        if (mayBeTold(event.user())) {
            notifications.add(
                    event.user(),
                    message,
                    "link ends %s %s %d".formatted(event.platform(), occasion, event.days()),
                    null);
        }
    }

    @ApplicationModuleListener
    void on(SocialAccountRelinked event) {
        if (mayBeTold(event.user())) {
            notifications.add(
                    event.user(),
                    new Message.LinkIsBack(event.platform(), event.waiting()),
                    "relinked %s %s".formatted(event.platform(), event.at()),
                    null);
        }
    }

    @ApplicationModuleListener
    void on(SocialAccountsOverPlan event) {
        if (mayBeTold(event.user())) {
            notifications.add(
                    event.user(),
                    new Message.TooManyAccounts(event.allowed(), event.beyond()),
                    "accounts over plan " + event.since(),
                    null);
        }
    }

    private static String published(UUID post, String platform) {
        return "published %s %s".formatted(post, platform);
    }

    /**
     * Asked under the lock. Either the erasure is seen here, or its step, which comes after it, waits for the lock and
     * deletes what is written now.
     */
    private boolean mayBeTold(UserId user) {
        notifications.lock(user);
        return users.find(user).isPresent();
    }
}

package dev.keelson.auth;

import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.keelson.shared.UserId;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells Clerk what was decided here, until Clerk has done it. */
@Configuration(proxyBeanMethods = false)
class UserTasks {
    /** Bans a suspended user; the instance is our id of them. */
    static final TaskDescriptor<Void> BAN = TaskDescriptor.of("auth-ban-at-clerk");

    /** Ends a session; the instance is Clerk's id of it. */
    static final TaskDescriptor<Void> REVOKE = TaskDescriptor.of("auth-revoke-at-clerk");

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    @Bean
    OneTimeTask<Void> banTask(SuspendUser suspendUser) {
        return Tasks.oneTime(BAN)
                .onFailure(new ExponentialBackoffFailureHandler<>(FIRST_PAUSE))
                .execute((instance, _) -> suspendUser.banLater(UserId.of(instance.getId())));
    }

    @Bean
    OneTimeTask<Void> revokeTask(RevokeSessions sessions) {
        return Tasks.oneTime(REVOKE)
                .onFailure(new ExponentialBackoffFailureHandler<>(FIRST_PAUSE))
                .execute((instance, _) -> sessions.endAtClerk(instance.getId()));
    }
}

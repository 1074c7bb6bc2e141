package dev.keelson.auth;

import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.keelson.shared.UserId;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Bans a suspended user at Clerk, until Clerk has done it. */
@Configuration(proxyBeanMethods = false)
class UserTasks {
    /** The instance is the user's id. */
    static final TaskDescriptor<Void> BAN = TaskDescriptor.of("auth-ban-at-clerk");

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    @Bean
    OneTimeTask<Void> banTask(SuspendUser suspendUser) {
        return Tasks.oneTime(BAN)
                .onFailure(new ExponentialBackoffFailureHandler<>(FIRST_PAUSE))
                .execute((instance, _) -> suspendUser.banLater(UserId.of(instance.getId())));
    }
}

package dev.keelson.billing;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** Has the history begun after an upgrade, once. */
@Configuration(proxyBeanMethods = false)
class FirstHistoryTasks {
    private static final TaskDescriptor<Void> BEGIN = TaskDescriptor.of("billing-first-history");
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    @Bean
    OneTimeTask<Void> firstHistoryTask(FirstHistory history) {
        return Tasks.oneTime(BEGIN)
                .onFailure(new ExponentialBackoffFailureHandler<>(FIRST_PAUSE))
                .execute((_, context) ->
                        history.begin(() -> context.getSchedulerState().isShuttingDown()));
    }

    @Bean
    Beginning beginningOfHistory(FirstHistory history, SchedulerClient scheduler, InstantSource clock) {
        return new Beginning(history, scheduler, clock);
    }

    /** Asks for it where there are subscriptions without a history. */
    record Beginning(FirstHistory history, SchedulerClient scheduler, InstantSource clock) {
        @EventListener(ApplicationReadyEvent.class)
        void onStart() {
            if (history.isMissing()) {
                scheduler.scheduleIfNotExists(BEGIN.instance("all").build(), clock.instant());
            }
        }
    }
}

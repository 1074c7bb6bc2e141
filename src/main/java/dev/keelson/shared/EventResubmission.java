package dev.keelson.shared;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.modulith.events.IncompleteEventPublications;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Delivers again what a listener of another module did not finish. A listener may so see an event twice, and must not mind.
 */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class EventResubmission {
    private static final Duration EVERY = Duration.ofMinutes(1);
    /** Longer than any listener takes, so that one that still runs is left alone. */
    private static final Duration OLDER_THAN = Duration.ofMinutes(2);

    @Bean
    RecurringTask<Void> moduleEventResubmission(
            IncompleteEventPublications publications, ThreadPoolTaskExecutor listeners) {
        return Tasks.recurring("module-event-resubmission", Schedules.fixedDelay(EVERY))
                .execute((_, _) -> {
                    // What still waits for its first time is incomplete, too, and would wait twice.
                    if (listeners.getQueueSize() == 0) {
                        publications.resubmitIncompletePublicationsOlderThan(OLDER_THAN);
                    }
                });
    }
}

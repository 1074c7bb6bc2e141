package dev.keelson.billing;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When users are looked at again because time has passed: nobody sends an event for the end of a grace period. */
@Configuration(proxyBeanMethods = false)
class PlanTasks {
    static final String DUE = "billing-plans-due";
    static final String CARDS = "billing-cards-expiring";

    private static final Duration EVERY = Duration.ofSeconds(10);

    @Bean
    RecurringTask<Void> plansDueTask(TimePasses time) {
        return Tasks.recurring(DUE, Schedules.fixedDelay(EVERY)).execute((_, _) -> time.recomputeDue());
    }

    @Bean
    RecurringTask<Void> cardsExpiringTask(TimePasses time) {
        return Tasks.recurring(CARDS, Schedules.daily(ZoneOffset.UTC, LocalTime.of(5, 0)))
                .execute((_, _) -> time.lookAtCards());
    }
}

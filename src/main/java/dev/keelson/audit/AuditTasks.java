package dev.keelson.audit;

import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import com.github.kagkarlsson.scheduler.task.schedule.Schedules;
import java.time.Duration;
import java.time.ZoneOffset;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** When the audit log is sealed and checked. */
@Configuration(proxyBeanMethods = false)
class AuditTasks {
    private static final Duration SOON = Duration.ofMinutes(10);

    @Bean
    RecurringTask<Void> sealAuditTask(AuditSealer sealer, AuditSettings settings) {
        return Tasks.recurring("audit-seal", Schedules.fixedDelay(settings.sealEvery()))
                .execute((_, context) ->
                        sealer.sealAll(() -> context.getSchedulerState().isShuttingDown()));
    }

    @Bean
    CustomTask<Void> checkAuditTask(AuditCheck check, AuditSettings settings) {
        Schedule nightly = Schedules.daily(ZoneOffset.UTC, settings.checkAt());
        return Tasks.custom("audit-check", Void.class)
                .scheduleOnStartup("nightly", null, nightly)
                .onFailureReschedule(Schedules.fixedDelay(SOON))
                .execute((_, _) -> {
                    check.run();
                    return (completed, operations) ->
                            operations.reschedule(completed, nightly.getNextExecutionTime(completed));
                });
    }
}

package dev.keelson.shared;

import com.github.kagkarlsson.scheduler.boot.autoconfigure.Jackson3Serializer;
import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerCustomizer;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SchedulerConfiguration {
    /** What db-scheduler itself would use: it looks for dead executions, cleans up, and beats its heart. */
    private static final int HOUSEKEEPERS = 3;

    @Bean
    DbSchedulerCustomizer taskDataAndThreads() {
        return new DbSchedulerCustomizer() {
            // A task that waits for a vendor costs no thread; how many run at once is db-scheduler.threads.
            @Override
            public Optional<ExecutorService> executorService() {
                return Optional.of(Executors.newThreadPerTaskExecutor(onBackgroundLane("scheduler-")));
            }

            @Override
            public Optional<ExecutorService> dueExecutor() {
                return Optional.of(Executors.newSingleThreadExecutor(onBackgroundLane("scheduler-due-")));
            }

            @Override
            public Optional<ScheduledExecutorService> housekeeperExecutor() {
                return Optional.of(
                        Executors.newScheduledThreadPool(HOUSEKEEPERS, onBackgroundLane("scheduler-housekeeper-")));
            }

            // Java serialisation would tie waiting tasks to one version of a class.
            @Override
            public Optional<Serializer> serializer() {
                return Optional.of(new Jackson3Serializer());
            }
        };
    }

    private static ThreadFactory onBackgroundLane(String name) {
        ThreadFactory threads = Thread.ofVirtual().name(name, 0).factory();
        return work -> threads.newThread(() -> DatabaseLane.BACKGROUND.run(work));
    }
}

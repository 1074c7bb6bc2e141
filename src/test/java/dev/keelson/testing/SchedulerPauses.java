package dev.keelson.testing;

import com.github.kagkarlsson.scheduler.Scheduler;
import org.springframework.context.SmartLifecycle;

/**
 * Spring pauses an application that no test uses, and starts it again for the next one that does, but knows nothing of
 * db-scheduler: each application that has been kept would go on asking its database several times a second for work.
 */
public class SchedulerPauses implements SmartLifecycle {
    private final Scheduler scheduler;
    private volatile boolean running;

    SchedulerPauses(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public void start() {
        scheduler.resume();
        running = true;
    }

    @Override
    public void stop() {
        scheduler.pause();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

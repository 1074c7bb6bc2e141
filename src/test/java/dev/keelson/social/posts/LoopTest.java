package dev.keelson.social.posts;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopTest {
    private static final Duration LONG = Duration.ofHours(1);

    /** The thread of a loop may be faster than the one that starts it, where the machine is busy. */
    @Test
    void everyLoopThatIsStartedWorks() {
        int loops = 20_000;
        var worked = new AtomicInteger();
        var started = new ConcurrentLinkedQueue<Loop>();

        try (var starters = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < loops; i++) {
                var loop = new Loop("test", LONG, worked::incrementAndGet);
                started.add(loop);
                starters.execute(loop::start);
            }
        }

        await().untilAtomic(worked, equalTo(loops));
        started.forEach(Loop::stop);
    }

    /** A stack that overflows once must not be the end of publishing on this node. */
    @Test
    void nothingThatIsThrownEndsIt() {
        var runs = new AtomicInteger();
        var loop = new Loop("test", Duration.ofMillis(1), () -> {
            if (runs.incrementAndGet() == 1) {
                throw new StackOverflowError();
            }
        });

        loop.start();

        await().until(() -> runs.get() > 1);
        loop.stop();
    }
}

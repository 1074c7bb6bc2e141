package dev.keelson.social.posts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.keelson.testing.BesideOthers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@BesideOthers
class LoopTest {
    private static final Duration NEVER = Duration.ofDays(1);

    /** Its thread may run before the one that has started it goes on, so many starts are needed to see it. */
    @Test
    void worksHoweverEarlyItsThreadRuns() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            var worked = new CountDownLatch(1);
            var loop = new Loop("test", NEVER, worked::countDown);
            loop.start();
            assertThat(worked.await(10, TimeUnit.SECONDS)).as("start %d", i).isTrue();
            loop.stop();
        }
    }

    @Test
    void worksAgainWhenItIsWoken() {
        var worked = new AtomicInteger();
        var loop = new Loop("test", NEVER, worked::incrementAndGet);
        loop.start();
        for (int i = 1; i <= 3; i++) {
            Awaitility.await().untilAtomic(worked, greaterThanOrEqualTo(i));
            loop.wake();
        }
        loop.stop();
        assertThat(loop.isRunning()).isFalse();
    }

    @Test
    void goesOnAfterAFailure() throws Exception {
        var calls = new AtomicInteger();
        var worked = new CountDownLatch(1);
        var loop = new Loop("test", NEVER, () -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("the first time");
            }
            worked.countDown();
        });
        loop.start();
        assertThat(worked.await(10, TimeUnit.SECONDS)).isTrue();
        loop.stop();
    }

    @Test
    void startedAgainItWorks() {
        var worked = new AtomicInteger();
        var loop = new Loop("test", NEVER, worked::incrementAndGet);
        loop.start();
        Awaitility.await().untilAtomic(worked, greaterThanOrEqualTo(1));
        loop.stop();
        loop.start();
        Awaitility.await().untilAtomic(worked, greaterThanOrEqualTo(2));
        loop.stop();
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

        Awaitility.await().untilAtomic(runs, greaterThanOrEqualTo(2));
        loop.stop();
    }
}

package dev.keelson.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalBucketsTest {
    private final AtomicLong now = new AtomicLong(Duration.ofDays(1).toNanos());
    private final TimeMeter time = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return now.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };
    private final LocalBuckets buckets = new LocalBuckets(TestLimits.of(60, Duration.ofMinutes(1)), time);

    private Taken take(String caller) {
        return buckets.take(RateLimitPolicy.READ, caller);
    }

    private Taken takeAll(String caller) {
        Taken last = take(caller);
        while (last.remaining() > 0) {
            last = take(caller);
        }
        return last;
    }

    @Test
    void callerHasAsManyRequestsAsTheLimitSaysAndThenNone() {
        for (int left = 59; left >= 0; left--) {
            Taken taken = take("a");

            assertThat(taken.allowed()).isTrue();
            assertThat(taken.remaining()).isEqualTo(left);
        }
        assertThat(take("a").allowed()).isFalse();
    }

    @Test
    void itIsToldWhenThereIsOneMore() {
        Taken last = takeAll("a");
        now.addAndGet(Duration.ofMillis(300).toNanos());
        Taken refused = take("a");

        assertThat(last.untilNext()).isEqualTo(Duration.ofSeconds(1));
        assertThat(refused.untilNext()).isEqualTo(Duration.ofMillis(700));
        assertThat(refused.seconds()).isEqualTo(1);
    }

    @Test
    void oneMoreIsThereExactlyThen() {
        takeAll("a");
        Duration wait = take("a").untilNext();

        now.addAndGet(wait.toNanos() - 1);
        assertThat(take("a").allowed()).isFalse();

        now.addAndGet(1);
        assertThat(take("a").allowed()).isTrue();
        assertThat(take("a").allowed()).isFalse();
    }

    @Test
    void refusedRequestsDoNotMakeTheWaitLonger() {
        takeAll("a");
        Duration wait = take("a").untilNext();

        for (int i = 0; i < 1_000; i++) {
            assertThat(take("a").untilNext()).isEqualTo(wait);
        }
    }

    @Test
    void callersAndPoliciesDoNotCountForEachOther() {
        takeAll("a");

        assertThat(take("b").allowed()).isTrue();
        assertThat(buckets.take(RateLimitPolicy.WRITE, "a").allowed()).isTrue();
    }

    @Test
    void floodOfOtherAddressesMakesNoUserForgotten() {
        takeAll("user");

        for (int i = 0; i < 100_000; i++) {
            buckets.take(RateLimitPolicy.ADDRESS, "address " + i);
        }

        assertThat(take("user").allowed()).isFalse();
    }
}

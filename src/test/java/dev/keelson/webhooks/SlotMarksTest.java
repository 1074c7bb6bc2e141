package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.webhooks.InboxWork.Look;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.MissingNode;

/** From where a slot's queue is looked at. */
class SlotMarksTest {
    private static final long FAR = 1_000_000;

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final SlotMarks marks = new SlotMarks();

    private static Due due(int slot, long sequence) {
        var event = new WebhookEvent(
                sequence,
                WebhookProvider.STRIPE,
                "evt_" + sequence,
                "customer.updated",
                "cus_1",
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                MissingNode.getInstance(),
                null);
        return new Due(slot, event, true, 0, null);
    }

    private void handled(int slot, long... sequences) {
        var looks = marks.looks(List.of(slot));
        var shown = Arrays.stream(sequences)
                .mapToObj(sequence -> due(slot, sequence))
                .toList();
        marks.done(looks, shown, 0);
    }

    @Test
    void firstLookIsAtEverything() {
        assertThat(marks.looks(List.of(3, 5))).containsExactly(Look.whole(3), Look.whole(5));
    }

    @Test
    void nextOneBeginsAtTheMarkLessWhatMayComeLate() {
        handled(3, FAR, FAR + 7);

        assertThat(marks.looks(List.of(3, 5))).containsExactly(new Look(3, FAR + 7 - SlotMarks.LATE), Look.whole(5));
    }

    @Test
    void markNeverGoesBack() {
        handled(3, FAR);
        handled(3, 17);

        assertThat(marks.looks(List.of(3))).containsExactly(new Look(3, FAR - SlotMarks.LATE));
    }

    @Test
    void whatIsForgottenIsLookedAtFromTheStartOnce() {
        handled(3, FAR);
        marks.forget(List.of(3));

        assertThat(marks.looks(List.of(3))).containsExactly(Look.whole(3));
        handled(3, FAR);
        assertThat(marks.looks(List.of(3))).containsExactly(new Look(3, FAR - SlotMarks.LATE));
    }

    /** What became due behind the marks may be more than a batch, and must not wait for a whole look for each hundred. */
    @Test
    void lookThatWasCutGoesOnWhereItWasCut() {
        long old = 10_000;
        var slots = List.of(3, 5);
        slots.forEach(slot -> handled(slot, FAR));
        marks.forget(slots);
        var looks = marks.looks(slots);
        var full = LongStream.range(old, old + InboxWork.BATCH)
                .mapToObj(sequence -> due(3, sequence))
                .toList();

        var more = marks.done(looks, full, 0);

        long next = old + InboxWork.BATCH - 1 - SlotMarks.LATE;
        assertThat(more).containsExactlyInAnyOrder(3, 5);
        assertThat(marks.looks(slots)).containsExactly(new Look(3, next), new Look(5, next));
    }

    @Test
    void slotThatShowedItsWholeShareGoesOnBehindIt() {
        long old = 10_000;
        var slots = List.of(1, 2, 3, 4);
        int share = InboxWork.share(slots.size());
        slots.forEach(slot -> handled(slot, FAR));
        marks.forget(slots);
        var looks = marks.looks(slots);
        var shown = Stream.concat(
                        LongStream.range(old, old + share).mapToObj(sequence -> due(3, sequence)),
                        Stream.of(due(4, old + share)))
                .toList();

        var more = marks.done(looks, shown, 0);

        assertThat(more).containsExactly(3);
        assertThat(marks.looks(List.of(3, 4)))
                .containsExactly(new Look(3, old + share - 1 - SlotMarks.LATE), new Look(4, FAR - SlotMarks.LATE));
    }

    @Test
    void dearerIsDoneLessOften() {
        long second = Duration.ofSeconds(1).toNanos();
        var seldom = new Seldom(0, PAUSE);
        assertThat(seldom.isDue(0)).isTrue();

        seldom.done(0, 1);
        assertThat(seldom.isDue(PAUSE.toNanos() - 1)).isFalse();
        assertThat(seldom.isDue(PAUSE.toNanos())).isTrue();

        seldom.done(second, second);
        assertThat(seldom.isDue(10 * second)).isFalse();
        assertThat(seldom.isDue(11 * second)).isTrue();

        seldom.done(11 * second, second);
        seldom.makeDue(11 * second);
        assertThat(seldom.isDue(11 * second)).isTrue();
    }

    /** Also when the process was stopped in the middle of it: what waits behind a mark must not wait for hours then. */
    @Test
    void nothingIsSoDearThatItIsNotDoneForLong() {
        var seldom = new Seldom(0, PAUSE);

        seldom.done(0, Duration.ofHours(1).toNanos());

        assertThat(seldom.isDue(Seldom.LONGEST.toNanos() - 1)).isFalse();
        assertThat(seldom.isDue(Seldom.LONGEST.toNanos())).isTrue();
    }
}

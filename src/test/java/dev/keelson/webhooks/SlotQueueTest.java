package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SlotQueueTest {
    private final SlotQueue queue = new SlotQueue();

    private List<Integer> take() throws InterruptedException {
        return queue.take(16, 0);
    }

    @Test
    void slotIsNamedOnceHoweverOftenItIsWanted() throws Exception {
        queue.offer(List.of(3, 5, 3));
        queue.offer(List.of(5));

        assertThat(take()).containsExactly(3, 5);
        assertThat(take()).isEmpty();
    }

    @Test
    void whatIsReportedWhileAWorkerIsInTheSlotBringsItBackWhenTheWorkerLeaves() throws Exception {
        queue.offer(List.of(3));
        var taken = take();

        queue.offer(List.of(3));
        assertThat(take()).isEmpty();
        queue.leave(taken, List.of());

        assertThat(take()).containsExactly(3);
    }

    @Test
    void slotWithMoreToDoComesAfterTheOthers() throws Exception {
        queue.offer(List.of(1, 2));
        var first = queue.take(1, 0);

        queue.leave(first, first);

        assertThat(take()).containsExactly(2, 1);
    }

    @Test
    void onlySlotsWithMoreToDoComeBack() throws Exception {
        queue.offer(List.of(1, 2, 3));

        queue.leave(take(), List.of(2));

        assertThat(take()).containsExactly(2);
    }

    @Test
    void slotThatIsDoneStaysAwayUntilItIsWantedAgain() throws Exception {
        queue.offer(List.of(1));
        queue.leave(take(), List.of());
        assertThat(take()).isEmpty();

        queue.offer(List.of(1));

        assertThat(take()).containsExactly(1);
    }

    @Test
    void workerTakesNoMoreThanItMay() throws Exception {
        queue.offer(List.of(1, 2, 3));

        assertThat(queue.take(2, 0)).containsExactly(1, 2);
        assertThat(queue.take(2, 0)).containsExactly(3);
    }

    @Test
    void idleIsWhatNobodyHasAndNobodyWants() throws Exception {
        queue.offer(List.of(1, 2));
        queue.leave(queue.take(1, 0), List.of());
        var taken = queue.take(1, 0);
        queue.offer(List.of(3));

        assertThat(taken).containsExactly(2);
        assertThat(queue.idle()).hasSize(InboxInsert.SLOTS - 2).contains(1).doesNotContain(2, 3);
    }
}

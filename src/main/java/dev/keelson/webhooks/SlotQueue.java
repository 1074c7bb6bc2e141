package dev.keelson.webhooks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/**
 * Which slots of this node's workers want a look, each named once and worked on by one worker at a time: what is reported of a
 * slot while a worker is in it brings the slot back when the worker leaves. First come, first served, so that no busy slot
 * keeps the others waiting.
 */
class SlotQueue {
    private enum State {
        IDLE,
        QUEUED,
        RUNNING,
        RUNNING_AND_WANTED
    }

    private final AtomicReferenceArray<State> states = new AtomicReferenceArray<>(InboxInsert.SLOTS);
    private final BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();

    SlotQueue() {
        for (int slot = 0; slot < states.length(); slot++) {
            states.set(slot, State.IDLE);
        }
    }

    /** The slots that no worker is in or about to be. */
    List<Integer> idle() {
        return IntStream.range(0, states.length())
                .filter(slot -> states.get(slot) == State.IDLE)
                .boxed()
                .toList();
    }

    void offer(Collection<Integer> slots) {
        slots.forEach(this::offer);
    }

    private void offer(int slot) {
        State before = states.getAndUpdate(slot, state -> switch (state) {
            case IDLE, QUEUED -> State.QUEUED;
            case RUNNING, RUNNING_AND_WANTED -> State.RUNNING_AND_WANTED;
        });
        if (before == State.IDLE) {
            queue.add(slot);
        }
    }

    /**
     * The slots that want a look: as many as there are by now, so that what a worker does at once grows with the load.
     *
     * @param most so many at a time
     * @return slots that the caller has to {@link #leave}; none where none was wanted in that time
     */
    List<Integer> take(int most, long millis) throws InterruptedException {
        var slots = new ArrayList<Integer>();
        Integer first = queue.poll(millis, TimeUnit.MILLISECONDS);
        if (first != null) {
            slots.add(first);
            queue.drainTo(slots, most - 1);
            slots.forEach(slot -> states.set(slot, State.RUNNING));
        }
        return slots;
    }

    /** @param more those of them in which the worker knows of more to do */
    void leave(Collection<Integer> slots, Collection<Integer> more) {
        for (int slot : slots) {
            boolean again = more.contains(slot);
            State before = states.getAndUpdate(
                    slot, state -> again || state == State.RUNNING_AND_WANTED ? State.QUEUED : State.IDLE);
            if (again || before == State.RUNNING_AND_WANTED) {
                queue.add(slot);
            }
        }
    }
}

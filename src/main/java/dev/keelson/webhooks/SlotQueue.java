package dev.keelson.webhooks;

import java.util.Collection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

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

    /** @return a slot that the caller has to {@link #leave}, or null where none was wanted in that time */
    @Nullable
    Integer take(long millis) throws InterruptedException {
        Integer slot = queue.poll(millis, TimeUnit.MILLISECONDS);
        if (slot != null) {
            states.set(slot, State.RUNNING);
        }
        return slot;
    }

    /** @param again whether the worker knows of more to do in it */
    void leave(int slot, boolean again) {
        State before = states.getAndUpdate(
                slot, state -> again || state == State.RUNNING_AND_WANTED ? State.QUEUED : State.IDLE);
        if (again || before == State.RUNNING_AND_WANTED) {
            queue.add(slot);
        }
    }
}

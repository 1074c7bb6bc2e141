package dev.keelson.webhooks;

import dev.keelson.webhooks.InboxWork.Look;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import org.springframework.stereotype.Component;

/**
 * Where each slot's queue is looked at from. What was handled stays in the index until vacuum may take it away, and while
 * somebody holds an old snapshot it may not: looks from the start would step over more and more of it. So a look begins where
 * this node's last one ended, and only now and then at the start: for what has become due since, and what came late.
 */
@Component
class SlotMarks {
    /**
     * Sequences are drawn before their rows are committed, so the one behind a handled event may still be to come. More than
     * the writers of some nodes have in hand at a time.
     */
    static final long LATE = 4_096;

    private final AtomicLongArray handled = new AtomicLongArray(InboxInsert.SLOTS);
    private final Seldom[] wholes = new Seldom[InboxInsert.SLOTS];

    SlotMarks() {
        Arrays.setAll(wholes, _ -> new Seldom(System.nanoTime()));
    }

    List<Look> looks(Collection<Integer> slots) {
        long now = System.nanoTime();
        return slots.stream()
                .map(slot -> wholes[slot].isDue(now)
                        ? Look.whole(slot)
                        : new Look(slot, Math.max(0, handled.get(slot) - LATE)))
                .toList();
    }

    /**
     * The looks were taken together, and everything that they showed is handled, or put off to a later time.
     *
     * @param shown in the order of the sequences; where it is a full batch there may be more behind it, in any of the slots
     * @param took ns that it took to look
     */
    void done(List<Look> looks, List<Due> shown, long took) {
        long now = System.nanoTime();
        looks.stream().filter(Look::isWhole).forEach(look -> wholes[look.slot()].done(now, took));
        if (shown.size() < InboxWork.BATCH) {
            shown.forEach(
                    due -> handled.accumulateAndGet(due.slot(), due.event().sequence(), Math::max));
        } else {
            // The next look goes on from there, also where an earlier one was far beyond.
            long cut = shown.getLast().event().sequence();
            looks.forEach(look -> handled.set(look.slot(), cut));
        }
    }

    /** Something is due in these slots that may lie before their marks. */
    void forget(Collection<Integer> slots) {
        long now = System.nanoTime();
        slots.forEach(slot -> wholes[slot].makeDue(now));
    }
}

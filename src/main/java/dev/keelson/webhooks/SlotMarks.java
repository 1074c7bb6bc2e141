package dev.keelson.webhooks;

import dev.keelson.webhooks.InboxWork.Look;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
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
     * the writers of a dozen nodes have in hand at a time; what comes later still is found by a whole look.
     */
    static final long LATE = 1_024;

    /** For what has become due again in a slot that is never idle; of one that is, the look for due slots brings it. */
    private static final Duration BETWEEN_WHOLE_LOOKS = Duration.ofSeconds(1);

    private final AtomicLongArray handled = new AtomicLongArray(InboxInsert.SLOTS);
    private final Seldom[] wholes = new Seldom[InboxInsert.SLOTS];

    SlotMarks() {
        Arrays.setAll(wholes, _ -> new Seldom(System.nanoTime(), BETWEEN_WHOLE_LOOKS));
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
     * @param shown in the order of the sequences
     * @param took ns that it took to look
     * @return the slots in which there may be more: those that have shown their whole share, or all of them where the batch was
     *     full
     */
    Set<Integer> done(List<Look> looks, List<Due> shown, long took) {
        long now = System.nanoTime();
        looks.stream().filter(Look::isWhole).forEach(look -> wholes[look.slot()].done(now, took));
        boolean full = shown.size() == InboxWork.BATCH;
        int share = InboxWork.share(looks.size());
        var bySlot = shown.stream().collect(Collectors.groupingBy(Due::slot));
        var more = new HashSet<Integer>();
        for (Look look : looks) {
            var theirs = bySlot.getOrDefault(look.slot(), List.of());
            if (full || theirs.size() == share) {
                // The next look goes on from there, also where an earlier one was far beyond.
                var last = theirs.size() == share ? theirs.getLast() : shown.getLast();
                handled.set(look.slot(), last.event().sequence());
                more.add(look.slot());
            } else if (!theirs.isEmpty()) {
                handled.accumulateAndGet(look.slot(), theirs.getLast().event().sequence(), Math::max);
            }
        }
        return more;
    }

    /** Something is due in these slots that may lie before their marks. */
    void forget(Collection<Integer> slots) {
        long now = System.nanoTime();
        slots.forEach(slot -> wholes[slot].makeDue(now));
    }
}

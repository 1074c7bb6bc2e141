package dev.keelson.webhooks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Events that have what the vendor answered, until their slot is worked on next: handled together with what is due there they
 * cost a fraction of a transaction each. They are nowhere else; what is lost here is due again in its queue before long.
 */
@Component
class VendorAnswers {
    private final List<Queue<Due>> bySlot = Stream.<Queue<Due>>generate(ConcurrentLinkedQueue::new)
            .limit(InboxInsert.SLOTS)
            .toList();

    void add(Due answered) {
        bySlot.get(answered.slot()).add(answered);
    }

    /** Whoever takes them handles them, or leaves them to their queue. */
    List<Due> take(Collection<Integer> slots) {
        var taken = new ArrayList<Due>();
        for (int slot : slots) {
            var queue = bySlot.get(slot);
            for (Due next = queue.poll(); next != null; next = queue.poll()) {
                taken.add(next);
            }
        }
        return taken;
    }

    /** Where some wait. */
    List<Integer> slots() {
        return IntStream.range(0, InboxInsert.SLOTS)
                .filter(slot -> !bySlot.get(slot).isEmpty())
                .boxed()
                .toList();
    }
}

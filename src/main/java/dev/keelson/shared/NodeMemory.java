package dev.keelson.shared;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.function.SingletonSupplier;

/**
 * What a node remembers of the database, so that it need not ask each time. Whoever changes something says so by
 * {@link #changed}: after the commit this node forgets it at once, and the others when they hear of it, by {@link NodeNotices}.
 * Should they not hear, what they remember is believed for a while only, and for a shorter one where they know themselves deaf.
 *
 * <p>What was read before a change and comes to be remembered after it is not kept. The owner listens on the channel and hands
 * {@link NoticeListener#heard} and {@link NoticeListener#missed} on.
 *
 * @param <K> what is asked for; several go by one word
 * @param <V> what the database says
 */
public final class NodeMemory<K, V> {
    /** Stands for every word. */
    private static final String ALL = "*";

    /** Words share them, so that what is not remembered costs no memory. */
    private static final int STAMPS = 4096;

    private final String channel;
    private final Function<K, String> word;
    private final Kept kept;
    private final Supplier<NodeNotices> notices;
    private final Ticker ticker;
    private final Cache<String, Map<K, Remembered<V>>> byWord;
    private final AtomicIntegerArray stamps = new AtomicIntegerArray(STAMPS);

    /**
     * How much is remembered, and for how long.
     *
     * @param heard how long something is believed
     * @param deaf how long while nothing is heard of the other nodes
     * @param words how many words' worth
     */
    public record Kept(Duration heard, Duration deaf, long words) {}

    private record Remembered<V>(V value, long readAt) {}

    /**
     * @param word what a key goes by when the nodes speak of it
     * @param notices looked up late: it knows its listeners when it is made, and they have this
     */
    public NodeMemory(String channel, Function<K, String> word, Kept kept, Supplier<NodeNotices> notices) {
        this(channel, word, kept, notices, Ticker.systemTicker());
    }

    NodeMemory(String channel, Function<K, String> word, Kept kept, Supplier<NodeNotices> notices, Ticker ticker) {
        this.channel = channel;
        this.word = word;
        this.kept = kept;
        this.notices = SingletonSupplier.of(notices);
        this.ticker = ticker;
        this.byWord = Caffeine.newBuilder()
                .maximumSize(kept.words())
                .expireAfterWrite(kept.heard())
                .ticker(ticker)
                .build();
    }

    /**
     * What is remembered, or what is read now.
     *
     * @param lasting whether what was read is to be remembered
     */
    public V get(K key, Function<K, V> read, Predicate<V> lasting) {
        String spoken = word.apply(key);
        long now = ticker.read();
        long believed = believed();
        var known = byWord.getIfPresent(spoken);
        var remembered = known == null ? null : known.get(key);
        if (remembered != null && now - remembered.readAt() < believed && lasting.test(remembered.value())) {
            return remembered.value();
        }
        int stamp = stamps.get(stampOf(spoken));
        V value = read.apply(key);
        if (believed > 0 && lasting.test(value)) {
            remember(spoken, key, new Remembered<>(value, now), stamp);
        }
        return value;
    }

    private void remember(String spoken, K key, Remembered<V> read, int stamp) {
        byWord.asMap().merge(spoken, Map.of(key, read), this::together);
        if (stamps.get(stampOf(spoken)) != stamp) {
            // Changed while it was read: who changed it may have forgotten it before it was remembered.
            byWord.invalidate(spoken);
        }
    }

    private Map<K, Remembered<V>> together(Map<K, Remembered<V>> before, Map<K, Remembered<V>> added) {
        if (added.keySet().containsAll(before.keySet())) {
            return added;
        }
        long oldest = ticker.read() - kept.heard().toNanos();
        var all = new HashMap<K, Remembered<V>>();
        before.forEach((key, remembered) -> {
            if (remembered.readAt() - oldest > 0) {
                all.put(key, remembered);
            }
        });
        all.putAll(added);
        return all;
    }

    private long believed() {
        return (notices.get().hears() ? kept.heard() : kept.deaf()).toNanos();
    }

    /** To be called in the transaction that changes what goes by the word. */
    public void changed(String spoken) {
        changed(List.of(spoken));
    }

    public void changed(Collection<String> spoken) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            tell(spoken);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                tell(spoken);
            }
        });
    }

    /** To be called in a transaction that changes something for everybody. */
    public void allChanged() {
        changed(ALL);
    }

    private void tell(Collection<String> spoken) {
        for (String each : spoken) {
            heard(each);
            notices.get().send(channel, each);
        }
    }

    /** On this node: nothing that the others care for has changed. */
    public void forget(String spoken) {
        stamps.incrementAndGet(stampOf(spoken));
        byWord.invalidate(spoken);
    }

    /** See {@link NoticeListener#heard}. */
    public void heard(String spoken) {
        if (spoken.equals(ALL)) {
            missed();
        } else {
            forget(spoken);
        }
    }

    /** See {@link NoticeListener#missed}. */
    public void missed() {
        for (int i = 0; i < STAMPS; i++) {
            stamps.incrementAndGet(i);
        }
        byWord.invalidateAll();
    }

    private static int stampOf(String spoken) {
        int hash = spoken.hashCode();
        return (hash ^ hash >>> 16) & (STAMPS - 1);
    }
}

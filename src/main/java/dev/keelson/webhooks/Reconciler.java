package dev.keelson.webhooks;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a feature compares what it knows of one kind of a vendor's objects with the vendor, and mends what differs. A bean of
 * this type is found by itself; those of a provider run one after the other, in the order of their {@code @Order}.
 *
 * <p>A repair must obey the rule of the object's webhook handler: what was written after the vendor had been asked wins. Each
 * is a short transaction of its own, which also holds the {@linkplain SyncPass#report report} of it. A page may be compared
 * twice, when a process died before it was noted down.
 */
public interface Reconciler {
    WebhookProvider provider();

    /** The vendor's word for the kind, such as {@code customer}. */
    String entity();

    /**
     * Whether a job has to come here.
     *
     * @param askedAt when the job was asked for
     */
    boolean covers(SyncScope scope, Instant askedAt);

    /**
     * Compares one page, and mends what differs. Never called in a transaction.
     *
     * @param cursor what the page before answered as its {@code next}; null for the first page
     * @throws RuntimeException where it did not work: the page is tried again later, after the time that an exception with
     *     {@code RetryLater} names
     */
    Step page(SyncPass pass, @Nullable String cursor);

    /**
     * Compares one object, and mends what differs: one that a job is about, or one that a full pass was not shown.
     *
     * @param vendorId the vendor's id, unknown here perhaps
     */
    void check(SyncPass pass, String vendorId);

    /**
     * The vendor's ids of what is alive here and what a full pass must therefore be shown. Whatever is not shown is
     * {@linkplain #check checked} one by one.
     *
     * @param after the last one of the page before; null for the first page
     * @return in the order of the ids; empty where there are no more
     */
    default List<String> known(SyncPass pass, @Nullable String after, int limit) {
        return List.of();
    }

    /**
     * A page that has been compared.
     *
     * @param next where the next page begins; null where this was the last one
     * @param checked how many objects were compared
     * @param shown the vendor's ids of those that {@link Reconciler#known} may name
     */
    record Step(@Nullable String next, int checked, Collection<String> shown) {
        public static Step of(@Nullable String next, int checked) {
            return new Step(next, checked, List.of());
        }

        public static Step showing(@Nullable String next, Collection<String> shown) {
            return new Step(next, shown.size(), shown);
        }
    }
}

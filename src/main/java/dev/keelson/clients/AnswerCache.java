package dev.keelson.clients;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.keelson.shared.TemporaryFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The answers to one kind of question, by whom they are about. However many ask at once for what is not here, one of them asks
 * the vendor and the others wait for its answer.
 */
final class AnswerCache {
    /** @param etag by which the vendor can say that nothing has changed */
    record Kept(
            StoredResponse response,
            Instant asOf,
            Instant freshUntil,
            @Nullable String etag) {
        private Kept until(Instant other) {
            return new Kept(response, asOf, other, etag);
        }
    }

    record Found(Kept kept, boolean stale) {}

    private record Question(String subject, String address) {}

    /** A flight whose subject was evicted meanwhile must not leave what it brings. */
    private static final int STRIPES = 1024;

    private final Duration ttl;
    private final InstantSource clock;
    private final Cache<String, ConcurrentMap<String, Kept>> subjects;
    private final ConcurrentMap<Question, CompletableFuture<Found>> flights = new ConcurrentHashMap<>();
    private final AtomicLongArray evictions = new AtomicLongArray(STRIPES);
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder staleHits = new LongAdder();

    AnswerCache(VendorSettings.Cache settings, InstantSource clock) {
        this.ttl = settings.ttl();
        this.clock = clock;
        this.subjects = Caffeine.newBuilder()
                .maximumSize(settings.size())
                .expireAfterWrite(settings.ttl().plus(settings.stale()))
                .build();
    }

    long hits() {
        return hits.sum();
    }

    long misses() {
        return misses.sum();
    }

    long staleHits() {
        return staleHits.sum();
    }

    ClientStatus.CacheStatus status(String name) {
        return new ClientStatus.CacheStatus(name, subjects.estimatedSize(), hits.sum(), misses.sum(), staleHits.sum());
    }

    /**
     * @param ask given the ETag of what is known, null where nothing is
     * @throws ApiException where the vendor does not tell and nothing is known that may serve in its place
     */
    Found get(String subject, String address, Function<@Nullable String, StoredResponse> ask) {
        var question = new Question(subject, address);
        Kept known = known(question);
        if (known != null && isFresh(known)) {
            hits.increment();
            return new Found(known, false);
        }
        var mine = new CompletableFuture<Found>();
        var other = flights.putIfAbsent(question, mine);
        if (other != null) {
            hits.increment();
            return await(other);
        }
        try {
            Found found = lead(question, ask);
            mine.complete(found);
            return found;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            flights.remove(question, mine);
        }
    }

    private Found lead(Question question, Function<@Nullable String, StoredResponse> ask) {
        Kept known = known(question);
        if (known != null && isFresh(known)) {
            // The flight before this one has just landed.
            hits.increment();
            return new Found(known, false);
        }
        misses.increment();
        int stripe = stripe(question.subject());
        long before = evictions.get(stripe);
        try {
            Kept fresh = kept(ask.apply(known == null ? null : known.etag()), known);
            keep(question, fresh);
            if (evictions.get(stripe) != before) {
                outdate(question.subject());
            }
            return new Found(fresh, false);
        } catch (ApiException e) {
            if (known != null && e instanceof TemporaryFailure) {
                staleHits.increment();
                return new Found(known, true);
            }
            throw e;
        }
    }

    private Kept kept(StoredResponse response, @Nullable Kept known) {
        Instant now = clock.instant();
        return CacheStage.isNotModified(response) && known != null
                ? new Kept(known.response(), now, now.plus(ttl), known.etag())
                : new Kept(response, now, now.plus(ttl), response.getHeaders().getETag());
    }

    /** As new: what is written to a subject's map alone would not be seen by its expiry. */
    private void keep(Question question, Kept fresh) {
        subjects.asMap().compute(question.subject(), (_, answers) -> {
            var all = answers == null ? new ConcurrentHashMap<String, Kept>() : answers;
            all.put(question.address(), fresh);
            return all;
        });
    }

    private @Nullable Kept known(Question question) {
        Map<String, Kept> answers = subjects.getIfPresent(question.subject());
        return answers == null ? null : answers.get(question.address());
    }

    private boolean isFresh(Kept known) {
        return clock.instant().isBefore(known.freshUntil());
    }

    private static Found await(CompletableFuture<Found> flight) {
        var context = CallContext.current();
        try {
            return flight.get(Math.max(0, context.remaining().toNanos()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ApiException failed) {
                throw failed;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new ApiException.OutcomeUnknown(context.failure("another's same call took too long"), true, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException.NotSent(context.failure("interrupted"), e);
        }
    }

    /** What is known of it may still serve while the vendor cannot be asked. */
    void evict(String subject) {
        evictions.incrementAndGet(stripe(subject));
        // Who asks from now on wants to know better than the flight that is under way.
        if (!flights.isEmpty()) {
            flights.keySet().removeIf(question -> question.subject().equals(subject));
        }
        outdate(subject);
    }

    void evictAll() {
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            evictions.incrementAndGet(stripe);
        }
        flights.clear();
        subjects.asMap().keySet().forEach(this::outdate);
    }

    private void outdate(String subject) {
        var answers = subjects.getIfPresent(subject);
        if (answers != null) {
            answers.replaceAll((_, kept) -> kept.until(Instant.MIN));
        }
    }

    private static int stripe(String subject) {
        return Math.floorMod(subject.hashCode(), STRIPES);
    }
}

package dev.keelson.limits;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.keelson.limits.RateLimitSettings.Limit;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.util.EnumMap;
import java.util.Map;

/**
 * The buckets of one node, in its memory. A bucket that nobody has touched for its whole time is full again and is forgotten.
 * One that is forgotten before, because there are too many, starts full: a flood from a million addresses costs no memory, and
 * the policies have room each for itself, so that it makes no user forgotten.
 */
final class LocalBuckets implements Buckets {
    private final RateLimitSettings settings;
    private final TimeMeter time;
    private final Map<RateLimitPolicy, Cache<String, Bucket>> buckets = new EnumMap<>(RateLimitPolicy.class);

    LocalBuckets(RateLimitSettings settings, TimeMeter time) {
        this.settings = settings;
        this.time = time;
        for (RateLimitPolicy policy : RateLimitPolicy.values()) {
            buckets.put(
                    policy,
                    Caffeine.newBuilder()
                            .maximumSize(settings.remembered())
                            .expireAfterAccess(settings.limit(policy).per())
                            .build());
        }
    }

    @Override
    public Taken take(RateLimitPolicy policy, String caller) {
        Limit limit = settings.limit(policy);
        Bucket bucket = requireNonNull(buckets.get(policy)).get(caller, _ -> full(limit));
        return Taken.of(policy, limit, bucket.tryConsumeAndReturnRemaining(1));
    }

    private Bucket full(Limit limit) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(bandwidth -> bandwidth.capacity(limit.requests()).refillGreedy(limit.requests(), limit.per()))
                .build();
    }
}

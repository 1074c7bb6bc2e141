package dev.keelson.limits;

/** Where it is counted who has asked for how much. */
sealed interface Buckets permits LocalBuckets, SharedBuckets {
    /**
     * Takes a request from the caller's bucket, if there is one left.
     *
     * @param caller an address or a user
     */
    Taken take(RateLimitPolicy policy, String caller);
}

package dev.keelson.billing.entitlements;

import dev.keelson.shared.UserId;
import java.time.Instant;

/**
 * What one user may do, as it is now: to be asked for anew each time, by {@link Entitlements#of}, and not to be kept. Whether
 * something is allowed and how much is answered from memory; how much is used is asked of the database.
 */
public final class UserEntitlements {
    /** The limit where there is none. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private final UserId user;
    private final Allowance allowance;
    private final UsageCounters counters;
    private final Instant now;

    UserEntitlements(UserId user, Allowance allowance, UsageCounters counters, Instant now) {
        this.user = user;
        this.allowance = allowance;
        this.counters = counters;
        this.now = now;
    }

    /** The plan's name, {@code free} where the user pays for nothing. */
    public String plan() {
        return allowance.plan();
    }

    /** @param feature such as {@code analytics}: what follows {@code feature_} in a product's metadata */
    public boolean allows(String feature) {
        return allowance.features().contains(feature);
    }

    /** Throws the problem {@code FEATURE_NOT_INCLUDED} where the feature is not allowed. */
    public void require(String feature) {
        if (!allows(feature)) {
            throw EntitlementProblem.FEATURE_NOT_INCLUDED.because(
                    "'%s' is no part of your plan '%s'.".formatted(feature, plan()));
        }
    }

    /**
     * @param name such as {@code posts_per_month}: what follows {@code limit_} in a product's metadata
     * @return 0 where the plan does not speak of it
     */
    public long limit(String name) {
        return allowance.limit(name).map(Allowance.Limit::most).orElse(0L);
    }

    /** Whether anything that the user has speaks of it; where nothing does, whoever offers it decides what that means. */
    public boolean isLimited(String name) {
        return allowance.limit(name).isPresent();
    }

    /** How much is left of the limit. */
    public long remaining(String name) {
        return usage(name).remaining();
    }

    public Usage usage(String name) {
        var window = window(name);
        return new Usage(name, limit(name), counters.used(user, name, window.start()), window.end());
    }

    /**
     * Counts usage against the limit; at the same time on any number of nodes never more than there is. Within a transaction
     * it is part of that: what is rolled back was not used.
     *
     * @param amount at least 1
     * @throws LimitReached where it would be more than the plan allows
     */
    public Usage consume(String name, long amount) {
        var window = window(name);
        long limit = limit(name);
        var used = counters.add(user, name, window.start(), positive(amount), limit);
        return result(new Usage(name, limit, used.total(), window.end()), used, amount);
    }

    /**
     * The same for something that has a name: asked again with the same one, it counts nothing more.
     *
     * @param key what it is used for, such as the post's id; no secret and nothing personal
     */
    public Usage consume(String name, long amount, String key) {
        var window = window(name);
        long limit = limit(name);
        var used = counters.addOnce(user, new UsageCounters.Entry(name, key, window.start(), positive(amount)), limit);
        return result(new Usage(name, limit, used.total(), window.end()), used, amount);
    }

    /**
     * Gives back what was consumed under the key, because nothing came of it. It goes back to the period that it was taken of.
     *
     * @return whether there was anything; not where it has been given back before
     */
    public boolean release(String name, String key) {
        return counters.giveBack(user, name, key);
    }

    /**
     * Says how much is held now of something that is held and not used up, by whoever can count it. It is so, and therefore not
     * refused where it is more than the plan allows.
     */
    public Usage held(String name, long amount) {
        var window = window(name);
        counters.set(user, name, window.start(), amount);
        return new Usage(name, limit(name), amount, window.end());
    }

    /**
     * @throws LimitReached where so much could not be consumed now; counts nothing
     */
    public void requireLeft(String name, long amount) {
        var usage = usage(name);
        if (usage.remaining() < positive(amount)) {
            throw new LimitReached(usage, amount);
        }
    }

    /** Since when usage is counted that would be consumed now: what was counted earlier does not count any more. */
    public Instant countedSince(String name) {
        return window(name).start();
    }

    private static Usage result(Usage usage, UsageCounters.Counted counted, long amount) {
        if (counted.refused()) {
            throw new LimitReached(usage, amount);
        }
        return usage;
    }

    private static long positive(long amount) {
        if (amount < 1) {
            throw new IllegalArgumentException("nothing to count: " + amount);
        }
        return amount;
    }

    private Reset.Window window(String name) {
        return Reset.of(name).window(allowance.billing(), now);
    }
}

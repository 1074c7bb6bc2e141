package dev.keelson.billing.grants;

/**
 * Since when a subscription is not paid, read from what is mirrored and from nothing else, so that it is the same whatever the
 * order in which Stripe's events came. Parts of statements, since both a plan and what a user is told depend on it.
 */
public final class Dunning {
    /** How often Stripe tried to collect the invoice {@code v}. */
    public static final String ATTEMPTS = """
            (case when v.raw ->> 'attempt_count' ~ '^[0-9]{1,9}$' then (v.raw ->> 'attempt_count')::bigint else 0 end)
            """;

    /** When the invoice {@code v} had to be paid: when it was finalised, unless it was sent with a due date. */
    public static final String TO_BE_PAID = """
            coalesce(v.due_at, case when v.raw #>> '{status_transitions,finalized_at}' ~ '^[0-9]{1,11}$'
              then to_timestamp((v.raw #>> '{status_transitions,finalized_at}')::bigint) end, v.issued_at)
            """;

    /**
     * Of the subscription {@code s}; null unless it is past due. Its invoices may come after it, and that they are paid before it:
     * then nothing says since when, and it counts from what is known of it last, so that nobody loses their plan for that moment.
     */
    public static final String SINCE = """
            (case when s.status = 'past_due' then coalesce(
              (select min(%s) from invoices v
               where v.user_id = s.user_id and v.stripe_subscription_id = s.stripe_id and v.status = 'open'
                 and v.deleted_at is null and (v.due_at is not null or %s > 0)),
              to_timestamp(s.stripe_version)) end)
            """.formatted(TO_BE_PAID, ATTEMPTS);

    /**
     * What time it is for the subscription {@code s}: ours, {@code :now}, unless it has a clock of its own at Stripe that is
     * ahead, a <a href="https://docs.stripe.com/billing/testing/test-clocks">test clock</a>.
     */
    public static final String AS_OF = "greatest(:now::timestamptz, to_timestamp(s.stripe_version))";

    private Dunning() {}
}

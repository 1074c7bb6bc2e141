package dev.keelson.auth;

import dev.keelson.shared.UserId;

/**
 * What a user's plan is now. Billing says so; the role follows it. The event stands here, with the module that has to obey
 * it, because billing may use this module and not the other way round.
 *
 * @param plan the plan's name from the catalogue, or {@link #FREE}
 * @param version grows with every change of this user's plan, so that an older event never undoes a newer one
 */
public record PlanChanged(UserId user, String plan, long version) {
    /** What a user has who pays for nothing. */
    public static final String FREE = "free";
}

package dev.keelson.clients;

import dev.keelson.shared.UserId;
import java.time.Instant;

/**
 * A user could not be served because a vendor accepts no more calls for now.
 *
 * @param until when it does again
 */
public record VendorBudgetSpent(Vendor vendor, UserId user, Instant until) {}

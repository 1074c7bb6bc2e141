/**
 * What is sold and who pays for it: the catalogue, customers, subscriptions and invoices as Stripe has them, the plan that
 * follows from them, and the calls by which a user buys, changes and ends it. Card data never comes here, and what a plan
 * allows is for the other modules to obey.
 */
@ApplicationModule(allowedDependencies = {"auth", "clients", "clients :: stripe", "webhooks", "audit", "shared"})
@NullMarked
package dev.keelson.billing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/**
 * What is sold and who pays for it: the catalogue, customers, subscriptions and invoices as Stripe has them, the plan that
 * follows from them, and the calls by which a user buys, changes and ends it. Card data never comes here, and what a plan
 * allows is for the other modules to obey.
 *
 * <p>Where to look:
 *
 * <ul>
 *   <li>What Stripe has, here: {@link dev.keelson.billing.Mirror} decides what an event means. A kind with no rules of its own is
 *       a {@link dev.keelson.billing.MirrorKind}; products, prices, customers, subscriptions and invoices have a handler, an
 *       object that reads them and a class that writes them.
 *   <li>What is asked of Stripe: an {@link dev.keelson.billing.Operation} each, carried out by
 *       {@link dev.keelson.billing.RunCommand}.
 *   <li>What is compared with Stripe: {@link dev.keelson.billing.StripeReconciler}.
 *   <li>Who has what, and may do what: {@code grants} for the rules, {@link dev.keelson.billing.UserPlans} for the plan,
 *       {@code entitlements} to ask, {@code standing} for what is wrong, {@code events} for what others are told.
 *   <li>Figures for people: {@code revenue}. What is billed by use: {@code meters}.
 * </ul>
 */
@ApplicationModule(allowedDependencies = {"auth", "clients", "clients :: stripe", "webhooks", "audit", "shared"})
@NullMarked
package dev.keelson.billing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

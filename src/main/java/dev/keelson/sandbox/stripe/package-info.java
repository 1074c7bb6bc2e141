/**
 * The stand-in for Stripe: its HTTP API in the shapes of version 2026-07-29.dahlia, its hosted pages, its clock and its
 * signed events. It moves no money, sees no card, and covers what a subscription business calls, not all that Stripe has.
 */
@NullMarked
package dev.keelson.sandbox.stripe;

import org.jspecify.annotations.NullMarked;

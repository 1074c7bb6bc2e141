/** Stripe's stand-in, met over HTTP by the client that Keelson uses. */
@NullMarked
package dev.keelson.sandbox.stripe;

import org.jspecify.annotations.NullMarked;

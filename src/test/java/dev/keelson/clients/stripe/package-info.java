/** Tests of Stripe's client against a server that fails in every way. */
@NullMarked
package dev.keelson.clients.stripe;

import org.jspecify.annotations.NullMarked;

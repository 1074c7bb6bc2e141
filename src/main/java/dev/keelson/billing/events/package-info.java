/**
 * What billing tells the other modules, each thing once: published in the transaction that noticed it, whatever the order and
 * number of Stripe's events. A listener may be given an event again, and two of them the wrong way round.
 */
@NamedInterface("events")
@NullMarked
package dev.keelson.billing.events;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

/**
 * Ayrshare's API: profiles, linked accounts and posts, in Ayrshare's own words and with both shapes that it answers in. When
 * to call which operation, and what to do when the outcome of one is unknown, is the social module's business.
 */
@NamedInterface("ayrshare")
@NullMarked
package dev.keelson.clients.ayrshare;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

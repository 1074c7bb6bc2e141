/**
 * Clerk's Backend API and the objects that it and its webhooks speak of, read tolerantly. What they mean for our users is
 * decided elsewhere.
 */
@NamedInterface("clerk")
@NullMarked
package dev.keelson.clients.clerk;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

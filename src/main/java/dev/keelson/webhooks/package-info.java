/**
 * The durable inbox for what the vendors tell us: verify, store, acknowledge, process once, retry, dead-letter; and for
 * what they could not tell us. It knows no users, money or posts: the features plug in
 * {@link dev.keelson.webhooks.WebhookHandler}s and {@link dev.keelson.webhooks.Reconciler}s.
 */
@ApplicationModule(allowedDependencies = {"shared", "audit"})
@NullMarked
package dev.keelson.webhooks;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/**
 * Stand-ins for Clerk, Stripe and Ayrshare that behave like them over HTTP, for the first run, demos and end-to-end tests;
 * active in profile {@code sandbox} only. They know nothing of Keelson's other modules: Keelson reaches them through the
 * same base-URL settings that production uses, and they send signed webhooks back.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.keelson.sandbox;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

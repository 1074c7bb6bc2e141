/**
 * Users, what they may do, and the tokens that prove who they are; kept in step with Clerk, where they sign in. What a user
 * pays for or publishes is other modules' business.
 */
@ApplicationModule(allowedDependencies = {"clients", "clients :: clerk", "webhooks", "audit", "shared"})
@NullMarked
package dev.keelson.auth;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/**
 * Publishing to social networks: each user's profile and linked accounts at Ayrshare, posts, and what became of them on each
 * network. Whether a user's plan allows it is billing's to say, and how they are told of it notifications'.
 */
@ApplicationModule(allowedDependencies = {"auth", "clients", "clients :: ayrshare", "webhooks", "audit", "shared"})
@NullMarked
package dev.keelson.social;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

/**
 * Publishing to social networks: each user's profile and linked accounts at Ayrshare, posts, and what became of them on each
 * network. Whether a user's plan allows it is billing's to say, and how they are told of it notifications'.
 *
 * <p>Other modules see what stands here: the events. The rest is one package per matter, each using only those above it:
 *
 * <ul>
 *   <li>{@code networks}: what each network takes, as data
 *   <li>{@code accounts}: profiles and linked accounts
 *   <li>{@code media}: the library of what users uploaded and linked
 *   <li>{@code schedule}: when posts may go out, and which slot is the next free one
 *   <li>{@code posts}: the life cycle of a post, and publishing it exactly once
 *   <li>{@code calendar}: what goes out when, and the feed for calendar programs
 *   <li>{@code imports}: files of posts
 *   <li>{@code analytics}: how posts and accounts do, and when to post
 * </ul>
 */
@ApplicationModule(
        allowedDependencies = {
            "auth",
            "billing :: entitlements",
            "clients",
            "clients :: ayrshare",
            "webhooks",
            "audit",
            "shared"
        })
@NullMarked
package dev.keelson.social;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

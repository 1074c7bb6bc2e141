/**
 * Each user's profile at Ayrshare and the accounts that are linked to it, kept true by answers and webhooks. What is
 * published there is the posts' matter.
 */
@NullMarked
package dev.keelson.social.accounts;

import org.jspecify.annotations.NullMarked;

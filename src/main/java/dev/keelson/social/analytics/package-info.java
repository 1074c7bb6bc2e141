/**
 * How published posts and linked accounts do: collected from the networks by and by, summed up, and what follows for when to
 * post. What a network does not tell is said to be missing and never counted as zero; nothing here publishes or changes a post.
 */
@NullMarked
package dev.keelson.social.analytics;

import org.jspecify.annotations.NullMarked;

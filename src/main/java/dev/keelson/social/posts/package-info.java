/**
 * Posts and what becomes of them: their life cycle, and publishing each on each network exactly once. When a post may go out
 * is the schedule's to say, and what a network takes the networks'.
 */
@NullMarked
package dev.keelson.social.posts;

import org.jspecify.annotations.NullMarked;

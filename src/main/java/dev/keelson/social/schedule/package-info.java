/**
 * When posts may go out: a user's time zone, weekly slots, blackout windows and pace, and which time is the next free one. It
 * changes no post and sends none.
 */
@NullMarked
package dev.keelson.social.schedule;

import org.jspecify.annotations.NullMarked;

/**
 * What goes out when: posts by day in the user's zone, and the feed that calendar programs subscribe to. When a post may go
 * out, and whether it does, is decided elsewhere: here it is only shown.
 */
@NullMarked
package dev.keelson.social.calendar;

import org.jspecify.annotations.NullMarked;

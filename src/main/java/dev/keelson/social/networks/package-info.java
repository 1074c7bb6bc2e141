/**
 * The networks as data: what each takes, how it counts, and a text checked and fitted to it. Pure functions on values:
 * nothing here asks Ayrshare, reads a row or knows a user.
 */
@NullMarked
package dev.keelson.social.networks;

import org.jspecify.annotations.NullMarked;

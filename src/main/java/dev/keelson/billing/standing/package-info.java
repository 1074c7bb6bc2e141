/**
 * What is wrong, or about to end, with what a user has bought, and what the user can do about it: shown to the user, and told
 * to the other modules once. Which plan a user has is decided elsewhere.
 */
@NullMarked
package dev.keelson.billing.standing;

import org.jspecify.annotations.NullMarked;

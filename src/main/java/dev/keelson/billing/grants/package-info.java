/**
 * Which of a user's subscription items give now what was bought, and until when: the rules of status, grace and pause. What
 * follows from that, a plan or entitlements, is worked out elsewhere.
 */
@NullMarked
package dev.keelson.billing.grants;

import org.jspecify.annotations.NullMarked;

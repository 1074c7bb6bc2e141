/** Measures how long it takes to ask what a user may do. */
@NullMarked
package dev.keelson.bench.entitlements;

import org.jspecify.annotations.NullMarked;

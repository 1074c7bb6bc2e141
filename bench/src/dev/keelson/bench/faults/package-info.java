/**
 * Breaks what the webhook inbox stands on while events arrive (the application, PostgreSQL, the network, the disk, the
 * vendor), and checks from outside that no promise was broken. What it prints stands in {@code bench/README.md}.
 */
@NullMarked
package dev.keelson.bench.faults;

import org.jspecify.annotations.NullMarked;

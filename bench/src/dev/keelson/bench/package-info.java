/**
 * Measurements and fault runs against the packaged application, started by the scripts in {@code bench/}. Nothing here is a
 * test of the build: what it prints stands in {@code bench/README.md}.
 */
@NullMarked
package dev.keelson.bench;

import org.jspecify.annotations.NullMarked;

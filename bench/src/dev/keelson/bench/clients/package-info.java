/** Measures the pipeline that every call to a vendor goes through. */
@NullMarked
package dev.keelson.bench.clients;

import org.jspecify.annotations.NullMarked;

/** A vendor that does not exist, beside the packages that the sandbox scans: only the tests that name it have it. */
@NullMarked
package dev.keelson.sandbox.probe;

import org.jspecify.annotations.NullMarked;

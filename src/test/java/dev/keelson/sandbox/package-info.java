/** Tests of the sandbox as Keelson starts it. */
@NullMarked
package dev.keelson.sandbox;

import org.jspecify.annotations.NullMarked;

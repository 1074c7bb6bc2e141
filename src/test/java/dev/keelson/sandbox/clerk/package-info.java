/** Tests of Clerk's stand-in, over real HTTP. */
@NullMarked
package dev.keelson.sandbox.clerk;

import org.jspecify.annotations.NullMarked;

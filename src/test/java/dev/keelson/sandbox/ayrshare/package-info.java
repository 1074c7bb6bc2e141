/** Tests of the Ayrshare stand-in over real HTTP: every call, and every shape of answer. */
@NullMarked
package dev.keelson.sandbox.ayrshare;

import org.jspecify.annotations.NullMarked;

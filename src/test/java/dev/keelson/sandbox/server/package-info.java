/** Tests of what the stand-ins share, over real HTTP. */
@NullMarked
package dev.keelson.sandbox.server;

import org.jspecify.annotations.NullMarked;

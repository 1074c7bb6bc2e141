/** Tests of Ayrshare's client against the answers that it is documented to give. */
@NullMarked
package dev.keelson.clients.ayrshare;

import org.jspecify.annotations.NullMarked;

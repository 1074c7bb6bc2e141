/** Tests of publishing: Ayrshare is WireMock over real HTTP, the database and the scheduler are real. */
@NullMarked
package dev.keelson.social;

import org.jspecify.annotations.NullMarked;

/** What the tests of all modules share: a real PostgreSQL, the vendors as WireMock servers, users. */
@NullMarked
package dev.keelson.testing;

import org.jspecify.annotations.NullMarked;

/** Many posts that are due at once. Not for posts one by one, which the tests have. */
@NullMarked
package dev.keelson.bench.social;

import org.jspecify.annotations.NullMarked;

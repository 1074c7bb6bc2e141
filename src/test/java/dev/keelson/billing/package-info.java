/** Tests of what is sold and who pays for it. */
@NullMarked
package dev.keelson.billing;

import org.jspecify.annotations.NullMarked;

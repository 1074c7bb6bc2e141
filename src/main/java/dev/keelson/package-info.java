/**
 * Starts the application and decides, from its settings, what it starts with. Business lives in the packages below: each
 * direct sub-package is an application module.
 */
@NullMarked
package dev.keelson;

import org.jspecify.annotations.NullMarked;

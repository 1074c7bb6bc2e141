/**
 * The stand-in for Ayrshare: profiles, linking, posts, history, analytics and signed webhooks, with Ayrshare's own paths,
 * shapes and error codes. It publishes nothing anywhere: what was posted can be looked at on its own feed pages.
 */
@NullMarked
package dev.keelson.sandbox.ayrshare;

import org.jspecify.annotations.NullMarked;

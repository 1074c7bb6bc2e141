/**
 * Files of posts: received as they come, kept row by row, and made into posts in the background, each row by itself and once.
 * What a post may be, and whether it can be planned, is for {@code posts} to say: a row is told what it says.
 */
@NullMarked
package dev.keelson.social.imports;

import org.jspecify.annotations.NullMarked;

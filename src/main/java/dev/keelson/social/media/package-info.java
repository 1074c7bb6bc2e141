/**
 * The media library: files that users upload and links that they bring, looked at before a network refuses them. It stores no
 * file: those go on to Ayrshare, and what is kept here is what is known about them.
 */
@NullMarked
package dev.keelson.social.media;

import org.jspecify.annotations.NullMarked;

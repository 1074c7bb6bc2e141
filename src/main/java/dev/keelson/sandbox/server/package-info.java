/**
 * The application that the stand-ins live in, and what they share: a document store, the sender of signed webhooks, and
 * misbehaviour on demand. It knows no vendor: each has a package beside this one.
 */
@NullMarked
package dev.keelson.sandbox.server;

import org.jspecify.annotations.NullMarked;

/**
 * A stand-in for Clerk: people sign up and in, the Backend API reads and changes them, and Svix-signed webhooks tell Keelson.
 * Shapes are those of Clerk's published OpenAPI documents; passwords, e-mails, organisations and billing are not played.
 *
 * @see <a href="https://github.com/clerk/openapi-specs">Clerk's OpenAPI documents</a>
 */
@NullMarked
package dev.keelson.sandbox.clerk;

import org.jspecify.annotations.NullMarked;

/**
 * What users may do and how much of it, by what they bought, and what they have used: the easiest way to ask. It enforces
 * nothing by itself, the modules that offer something ask.
 */
@NamedInterface("entitlements")
@NullMarked
package dev.keelson.billing.entitlements;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;

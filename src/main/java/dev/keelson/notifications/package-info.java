/**
 * What users are told inside the product, made from what happened in other modules, each thing once. It decides nothing about
 * a plan or a post, and sends nothing outside the product.
 */
@ApplicationModule(allowedDependencies = {"auth", "billing :: events", "social", "shared"})
@NullMarked
package dev.keelson.notifications;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

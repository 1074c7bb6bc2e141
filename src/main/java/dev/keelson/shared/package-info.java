/**
 * The kernel that every module may use: problem details, ids, the current user, pages, idempotency keys, encryption. It
 * holds no business: nothing here knows a plan, a post or a vendor.
 */
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.keelson.shared;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

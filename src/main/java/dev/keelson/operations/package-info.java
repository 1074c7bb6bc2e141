/**
 * What operators look at and ask for: the audit log, the webhook inbox, whether module events get through, reconciliations,
 * how it stands with the vendors.
 * It does none of the other modules' work.
 */
@ApplicationModule(allowedDependencies = {"shared", "audit", "clients", "webhooks"})
@NullMarked
package dev.keelson.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;

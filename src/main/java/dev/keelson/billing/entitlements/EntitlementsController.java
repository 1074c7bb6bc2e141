package dev.keelson.billing.entitlements;

import dev.keelson.shared.CurrentUser;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class EntitlementsController {
    private final ReadEntitlements entitlements;

    EntitlementsController(ReadEntitlements entitlements) {
        this.entitlements = entitlements;
    }

    @GetMapping("/api/v1/billing/entitlements")
    EntitlementsResponse entitlements(@AuthenticationPrincipal CurrentUser user) {
        return entitlements.of(user.id());
    }
}

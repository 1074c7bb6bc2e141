package dev.keelson.billing.entitlements;

import dev.keelson.auth.AccountSection;
import dev.keelson.shared.UserId;
import org.springframework.stereotype.Component;

/** What the user may do, as a part of the user's own account. */
@Component
class EntitlementsSection implements AccountSection {
    private final ReadEntitlements entitlements;

    EntitlementsSection(ReadEntitlements entitlements) {
        this.entitlements = entitlements;
    }

    @Override
    public String name() {
        return "entitlements";
    }

    @Override
    public Object of(UserId user) {
        return entitlements.of(user);
    }
}

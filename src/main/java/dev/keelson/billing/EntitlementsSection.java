package dev.keelson.billing;

import dev.keelson.auth.AccountSection;
import dev.keelson.shared.UserId;
import org.springframework.stereotype.Component;

/** What the user's plan allows, as a part of the user's own account. */
@Component
class EntitlementsSection implements AccountSection {
    private final Entitlements entitlements;

    EntitlementsSection(Entitlements entitlements) {
        this.entitlements = entitlements;
    }

    @Override
    public String name() {
        return "entitlements";
    }

    @Override
    public Object of(UserId user) {
        return EntitlementsResponse.of(user, entitlements);
    }
}

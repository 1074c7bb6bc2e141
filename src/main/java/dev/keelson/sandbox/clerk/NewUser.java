package dev.keelson.sandbox.clerk;

import dev.keelson.sandbox.server.SandboxIds;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Somebody who signs up. */
record NewUser(
        String emailAddress,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String username,
        ObjectNode publicMetadata) {
    private static final Pattern EMAIL_ADDRESS = Pattern.compile("[^\\s@]+@[^\\s@]+\\.[^\\s@]+");
    private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9_-]{4,64}");

    static NewUser from(Parameters parameters) {
        var emailAddress = parameters.required("email_address").toLowerCase(Locale.ROOT);
        if (!EMAIL_ADDRESS.matcher(emailAddress).matches()) {
            throw ClerkError.unprocessable(
                    "form_param_format_invalid", "Email address must be a valid email address.", "email_address");
        }
        return new NewUser(
                emailAddress,
                parameters.text("first_name"),
                parameters.text("last_name"),
                validUsername(parameters.text("username")),
                parameters.object("public_metadata"));
    }

    static @Nullable String validUsername(@Nullable String username) {
        if (username != null && !USERNAME.matcher(username).matches()) {
            throw ClerkError.unprocessable(
                    "form_username_invalid",
                    "Username has 4 to 64 characters: letters, digits, '_' and '-'.",
                    "username");
        }
        return username;
    }

    /** @param now ms since the epoch */
    ObjectNode toJson(long now) {
        var id = SandboxIds.next("user_");
        var emailAddressId = SandboxIds.next("idn_");
        var user = JsonMapper.shared().createObjectNode();
        user.put("id", id)
                .put("object", "user")
                .put("username", username)
                .put("first_name", firstName)
                .put("last_name", lastName)
                .put("locale", (String) null)
                .put("image_url", Avatars.url(id))
                .put("has_image", false)
                .put("primary_email_address_id", emailAddressId)
                .put("primary_phone_number_id", (String) null)
                .put("primary_web3_wallet_id", (String) null)
                .put("password_enabled", true)
                .put("two_factor_enabled", false)
                .put("totp_enabled", false)
                .put("backup_code_enabled", false)
                .put("external_id", (String) null)
                .put("last_sign_in_at", (Long) null)
                .put("banned", false)
                .put("locked", false)
                .put("lockout_expires_in_seconds", (Long) null)
                .put("verification_attempts_remaining", 100)
                .put("created_at", now)
                .put("updated_at", now)
                .put("delete_self_enabled", true)
                .put("create_organization_enabled", true)
                .put("last_active_at", now)
                .put("mfa_enabled_at", (Long) null)
                .put("mfa_disabled_at", (Long) null)
                .put("legal_accepted_at", (Long) null);
        user.set("public_metadata", publicMetadata);
        user.putObject("private_metadata");
        user.putObject("unsafe_metadata");
        for (var list : new String[] {
            "phone_numbers", "web3_wallets", "passkeys", "external_accounts", "saml_accounts", "enterprise_accounts"
        }) {
            user.putArray(list);
        }
        user.putArray("email_addresses").add(emailAddressJson(emailAddressId, now));
        return user;
    }

    private ObjectNode emailAddressJson(String id, long now) {
        var address = JsonMapper.shared().createObjectNode();
        address.put("id", id)
                .put("object", "email_address")
                .put("email_address", emailAddress)
                .put("reserved", false)
                .put("matches_sso_connection", false)
                .put("created_at", now)
                .put("updated_at", now);
        address.putArray("linked_to");
        address.putObject("verification")
                .put("status", "verified")
                .put("strategy", "email_code")
                .put("attempts", 1)
                .put("expire_at", now + 600_000);
        return address;
    }
}

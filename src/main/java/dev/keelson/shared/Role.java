package dev.keelson.shared;

/** What a user may do. {@code PREMIUM} follows the plan, {@code ADMIN} is given by an administrator. */
public enum Role {
    FREE,
    PREMIUM,
    ADMIN;

    /** The name that Spring Security knows the role by. */
    public String authority() {
        return "ROLE_" + name();
    }
}

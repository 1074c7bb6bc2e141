package dev.keelson.shared;

/**
 * Who is calling, as our own database knows them. Controllers take it as an {@code @AuthenticationPrincipal} parameter.
 *
 * @param id our id of the user
 * @param clerkId Clerk's id of the user, {@code user_…}
 * @param sessionId Clerk's id of the session that the token belongs to, {@code sess_…}
 * @param role the role from our database, never from the token
 */
public record CurrentUser(UserId id, String clerkId, String sessionId, Role role) {}

package dev.keelson.testing;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.CurrentUserAuthentication;
import dev.keelson.shared.FactorAges;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Role;
import dev.keelson.shared.UserId;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** Fresh users, so that no test meets another's data. */
public class TestUsers {
    private final JdbcClient jdbc;
    private final IdGenerator ids;

    TestUsers(JdbcClient jdbc, IdGenerator ids) {
        this.jdbc = jdbc;
        this.ids = ids;
    }

    public CurrentUser fresh() {
        return fresh(Role.FREE);
    }

    public CurrentUser fresh(Role role) {
        return arrived(announced(), role);
    }

    /** Somebody of whom others may speak already, and who is not known here yet. */
    public UserId announced() {
        return new UserId(ids.next());
    }

    public CurrentUser arrived(UserId user, Role role) {
        var id = user.value();
        String unique = id.toString().replace("-", "");
        jdbc.sql("""
                        insert into users (id, clerk_id, email, role, plan, authz_changed_at, created_at, updated_at)
                        values (:id, :clerkId, :email, :role, :plan, 'epoch', now(), now())
                        """)
                .param("id", id)
                .param("clerkId", "user_" + unique)
                .param("email", unique + "@example.com")
                .param("role", role.name().toLowerCase(Locale.ROOT))
                .param("plan", role == Role.PREMIUM ? "pro" : "free")
                .update();
        return new CurrentUser(user, "user_" + unique, "sess_" + unique, role);
    }

    /** Makes a MockMvc request this user's, as if their token had been accepted just after they signed in. */
    public static RequestPostProcessor as(CurrentUser user) {
        var justSignedIn = new FactorAges(0, FactorAges.NEVER);
        return SecurityMockMvcRequestPostProcessors.authentication(
                new CurrentUserAuthentication(user, justSignedIn, null));
    }
}

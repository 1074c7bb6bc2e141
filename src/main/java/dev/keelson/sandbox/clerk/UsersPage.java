package dev.keelson.sandbox.clerk;

import static org.springframework.web.util.HtmlUtils.htmlEscape;

import dev.keelson.sandbox.server.Html;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.view.RedirectView;
import tools.jackson.databind.node.ObjectNode;

/** The stand-in's page for people: who signed up, and what can be done with them. */
@RestController
@RequestMapping(path = "/clerk", produces = MediaType.TEXT_HTML_VALUE)
class UsersPage {
    /** Long enough to try the commands on the page. */
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

    private final Users users;
    private final Sessions sessions;
    private final SignIns signIns;

    UsersPage(Users users, Sessions sessions, SignIns signIns) {
        this.users = users;
        this.sessions = sessions;
        this.signIns = signIns;
    }

    @GetMapping({"", "/"})
    String list() {
        return Html.page("Clerk (sandbox)", """
                <form method="post" action="/clerk/page/sign-up">
                <label>E-mail address <input name="email_address" type="email" required></label>
                <label>First name <input name="first_name"></label>
                <label>Last name <input name="last_name"></label>
                <label>Username <input name="username" pattern="[A-Za-z0-9_-]{4,64}"></label>
                <button>Sign up</button>
                </form>
                <h2>Users</h2>
                <table><tr><th>E-mail address</th><th>Name</th><th>Sessions</th><th></th></tr>%s</table>
                <p><a href="/">All stand-ins</a></p>
                """.formatted(
                        users.all().reversed().stream().map(this::row).collect(Collectors.joining())));
    }

    @PostMapping("/page/sign-up")
    String signUp(HttpServletRequest request) throws IOException {
        return token(signIns.signUp(NewUser.from(Parameters.of(request)), TOKEN_LIFETIME));
    }

    @PostMapping("/page/users/{id}/sign-in")
    String signIn(@PathVariable String id) {
        return token(signIns.signIn(id, null, TOKEN_LIFETIME));
    }

    @PostMapping("/page/users/{id}/ban")
    RedirectView ban(@PathVariable String id) {
        users.ban(id);
        return back();
    }

    @PostMapping("/page/users/{id}/unban")
    RedirectView unban(@PathVariable String id) {
        users.unban(id);
        return back();
    }

    @PostMapping("/page/users/{id}/delete")
    RedirectView delete(@PathVariable String id) {
        users.delete(id);
        return back();
    }

    private String row(ObjectNode user) {
        var id = user.get("id").stringValue();
        var banned = user.get("banned").booleanValue();
        long active = sessions.of(id).stream().filter(Sessions::isActive).count();
        return "<tr><td>%s</td><td>%s %s</td><td>%d</td><td>%s%s%s</td></tr>"
                .formatted(
                        htmlEscape(user.at("/email_addresses/0/email_address").asString("")),
                        htmlEscape(user.path("first_name").asString("")),
                        htmlEscape(user.path("last_name").asString("")),
                        active,
                        banned ? "" : button(id, "sign-in", "Sign in"),
                        banned ? button(id, "unban", "Unban") : button(id, "ban", "Ban"),
                        button(id, "delete", "Delete"));
    }

    private static String button(String id, String action, String label) {
        return "<form method=\"post\" action=\"/clerk/page/users/%s/%s\" style=\"display:inline\"><button>%s</button></form> "
                .formatted(htmlEscape(id), action, label);
    }

    private static String token(SignIns.SignedIn signedIn) {
        return Html.page("Signed in", """
                <p>User <code>%s</code>, session <code>%s</code>. The token is valid for an hour:</p>
                <p><code>%s</code></p>
                <p>Try it: <code>curl -H 'Authorization: Bearer …' http://localhost:8080/api/v1/me</code></p>
                <p><a href="/clerk/">Back</a></p>
                """.formatted(
                        htmlEscape(signedIn.user().get("id").stringValue()),
                        htmlEscape(signedIn.sessionId()),
                        htmlEscape(signedIn.token())));
    }

    private static RedirectView back() {
        return new RedirectView("/clerk/");
    }
}

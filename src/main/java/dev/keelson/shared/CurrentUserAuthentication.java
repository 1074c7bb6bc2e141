package dev.keelson.shared;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** The authentication of a request whose token was accepted and whose user is known to our database. */
@SuppressWarnings("serial") // stateless: never stored in a session
public final class CurrentUserAuthentication extends AbstractAuthenticationToken {
    private final CurrentUser user;

    public CurrentUserAuthentication(CurrentUser user) {
        super(List.of(new SimpleGrantedAuthority(user.role().authority())));
        this.user = user;
        setAuthenticated(true);
    }

    @Override
    public CurrentUser getPrincipal() {
        return user;
    }

    @Override
    public @Nullable Object getCredentials() {
        return null;
    }

    @Override
    public String getName() {
        return user.id().toString();
    }
}

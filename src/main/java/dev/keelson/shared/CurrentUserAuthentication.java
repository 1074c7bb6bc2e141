package dev.keelson.shared;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/** The authentication of a request whose token was accepted and whose user is known to our database. */
@SuppressWarnings("serial") // stateless: never stored in a session
public final class CurrentUserAuthentication extends AbstractAuthenticationToken {
    private final CurrentUser user;
    private final FactorAges factors;
    private final @Nullable String impersonator;

    /**
     * @param factors how long ago the person proved who they are
     * @param impersonator Clerk's id of who acts in the user's place, {@code user_…}; null where it is the user
     */
    public CurrentUserAuthentication(CurrentUser user, FactorAges factors, @Nullable String impersonator) {
        super(List.of(new SimpleGrantedAuthority(user.role().authority())));
        this.user = user;
        this.factors = factors;
        this.impersonator = impersonator;
        setAuthenticated(true);
    }

    /** That of the request that is being served by this thread; nothing in the background and where nobody is known. */
    public static Optional<CurrentUserAuthentication> current() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof CurrentUserAuthentication current
                ? Optional.of(current)
                : Optional.empty();
    }

    @Override
    public CurrentUser getPrincipal() {
        return user;
    }

    public FactorAges factors() {
        return factors;
    }

    /** Clerk's id of who acts in the user's place, such as somebody of the support; null where it is the user. */
    public @Nullable String impersonator() {
        return impersonator;
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

package dev.keelson.auth;

import dev.keelson.shared.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Who may call one endpoint.
 *
 * @param who whom it is for
 * @param demands what a call has to fulfil beyond that
 */
record AccessRule(HttpMethod method, PathPattern path, Who who, Set<Demand> demands) {
    /** Whom an endpoint is for. What a plan includes is no matter of access: entitlements tell. */
    enum Who {
        /** The request's token, if there is one, is not even looked at. */
        EVERYBODY,
        /** Who is signed in, has an account in good standing, and for their own things only. */
        USER,
        /** Administrators, in person: nobody administers in another's name. */
        ADMIN;

        boolean includes(Role role) {
            return this != ADMIN || role == Role.ADMIN;
        }
    }

    /** What is asked of the person, and not only of their role. */
    enum Demand {
        /** They have just proved again who they are. */
        REVERIFIED,
        /** They are there themselves: nobody acts in their place. */
        IN_PERSON
    }

    static AccessRule of(Who who, HttpMethod method, String path, Demand... demands) {
        Set<Demand> set = demands.length == 0 ? Set.of() : EnumSet.copyOf(Arrays.asList(demands));
        return new AccessRule(method, PathPatternParser.defaultInstance.parse(path), who, Set.copyOf(set));
    }

    /** Who may read with {@code GET} may ask with {@code HEAD} whether there is something. */
    boolean matches(HttpMethod requested, PathContainer requestedPath) {
        var asked = requested.equals(HttpMethod.HEAD) ? HttpMethod.GET : requested;
        return method.equals(asked) && path.matches(requestedPath);
    }

    boolean demands(Demand demand) {
        return demands.contains(demand) || (demand == Demand.IN_PERSON && who == Who.ADMIN);
    }

    @Override
    public String toString() {
        return method + " " + path.getPatternString();
    }
}

package dev.keelson.auth;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * From where a request comes.
 *
 * @param ip the client's address; behind a proxy as the server's settings let it say
 * @param userAgent what the client calls itself, cut to {@value #LONGEST} characters
 */
record Visit(@Nullable String ip, @Nullable String userAgent) {
    private static final int LONGEST = 300;
    private static final Visit UNKNOWN = new Visit(null, null);

    /** Of the request that this thread is serving. */
    static Visit current() {
        if (!(RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes)) {
            return UNKNOWN;
        }
        var request = attributes.getRequest();
        String userAgent = request.getHeader(HttpHeaders.USER_AGENT);
        return new Visit(
                request.getRemoteAddr(),
                userAgent == null ? null : userAgent.substring(0, Math.min(userAgent.length(), LONGEST)));
    }
}

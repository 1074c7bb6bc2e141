package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.SandboxKeys;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerInterceptor;

/** Checks the keys of a call and counts it. */
@Component
class Callers implements HandlerInterceptor, HandlerMethodArgumentResolver {
    private static final String ATTRIBUTE = Caller.class.getName();
    private static final String BEARER = "Bearer ";

    private final Profiles profiles;
    private final RateLimit rateLimit;
    private final Suspensions suspensions;

    Callers(Profiles profiles, RateLimit rateLimit, Suspensions suspensions) {
        this.profiles = profiles;
        this.rateLimit = rateLimit;
        this.suspensions = suspensions;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        checkApiKey(request.getHeader(HttpHeaders.AUTHORIZATION));
        var profileKey = request.getHeader("Profile-Key");
        var profile = profileKey == null
                ? profiles.primary()
                : profiles.byKey(profileKey)
                        .orElseThrow(() -> new AyrshareException(
                                HttpStatus.FORBIDDEN, Code.KEY_NOT_VALID, "Profile Key not valid."));
        request.setAttribute(ATTRIBUTE, new Caller(profile, profileKey != null, bringsXKeys(request)));
        rateLimit.count(profile.refId(), response);
        suspensions.check(profile);
        return true;
    }

    private static void checkApiKey(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith(BEARER)) {
            throw new AyrshareException(
                    HttpStatus.UNAUTHORIZED, Code.KEY_NOT_VALID, "Missing Authorization header with the API Key.");
        }
        if (!authorization.substring(BEARER.length()).equals(SandboxKeys.AYRSHARE_API_KEY)) {
            throw new AyrshareException(HttpStatus.FORBIDDEN, Code.KEY_NOT_VALID);
        }
    }

    private static boolean bringsXKeys(HttpServletRequest request) {
        return request.getHeader("X-Twitter-OAuth1-Api-Key") != null
                && request.getHeader("X-Twitter-OAuth1-Api-Secret") != null;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == Caller.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binders) {
        return Objects.requireNonNull(request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST));
    }
}

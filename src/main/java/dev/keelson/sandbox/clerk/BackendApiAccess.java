package dev.keelson.sandbox.clerk;

import dev.keelson.sandbox.server.SandboxKeys;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Who may call what: the Backend API takes the secret key, the Frontend API a browser of the frontend's origin. */
@Component
class BackendApiAccess implements WebMvcConfigurer, HandlerInterceptor {
    private static final String BEARER = "Bearer ";
    private static final String VERSION_HEADER = "Clerk-API-Version";
    private static final Set<String> VERSIONS =
            Set.of("2021-02-05", "2024-10-01", "2025-03-12", "2025-04-10", "2025-11-10", "2026-05-12");

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/clerk/v1/users/**", "/clerk/v1/sessions/**");
    }

    @Override
    public void addCorsMappings(CorsRegistry registry) {
        registry.addMapping("/clerk/v1/client/**").allowedOrigins("http://localhost:3000");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod)) {
            // No such call: that answer needs no key.
            return true;
        }
        var authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null || !authorization.startsWith(BEARER)) {
            throw ClerkError.unauthorized(
                    "authorization_header_format_invalid",
                    "Invalid Authorization header format. Must be \"Bearer <YOUR_API_KEY>\".");
        }
        if (!authorization.substring(BEARER.length()).equals(SandboxKeys.CLERK_SECRET_KEY)) {
            throw ClerkError.unauthorized(
                    "clerk_key_invalid",
                    "The provided Clerk Secret Key is invalid. Make sure that your Clerk Secret Key is correct.");
        }
        var version = request.getHeader(VERSION_HEADER);
        if (version != null && !VERSIONS.contains(version)) {
            throw ClerkError.badRequest("api_version_invalid", "There is no API version " + version + ".");
        }
        return true;
    }
}

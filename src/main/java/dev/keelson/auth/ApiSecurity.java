package dev.keelson.auth;

import dev.keelson.auth.AccessRule.Who;
import dev.keelson.shared.IdempotencyKeys;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;

/** Which requests need whom. */
@Configuration(proxyBeanMethods = false)
class ApiSecurity {
    /** Hyphen, point, digits, letters and underscore. */
    private static final Pattern NEEDLESSLY_ENCODED =
            Pattern.compile("%(2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a])", Pattern.CASE_INSENSITIVE);

    /** @param allowedOrigins where the frontend is served from; nothing else may call from a browser */
    @ConfigurationProperties("keelson.cors")
    record Cors(@DefaultValue List<String> allowedOrigins) {}

    private static final String NOTHING_EMBEDDED = "default-src 'none'; frame-ancestors 'none'";
    private static final String OWN_SCRIPTS_AND_STYLES =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    private final GuardAccess guard;
    private final AuthenticationProblems refusals;

    ApiSecurity(GuardAccess guard, AuthenticationProblems refusals) {
        this.guard = guard;
        this.refusals = refusals;
    }

    /** Paths that carry no user: a bearer token there is not even looked at, so a stale one does not matter. */
    @Bean
    @Order(1)
    SecurityFilterChain publicPaths(HttpSecurity http, Cors cors) {
        return stateless(http, cors, NOTHING_EMBEDDED)
                .securityMatcher(publicPaths())
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    /** The one page of ours: it loads its own scripts and styles, and calls the API it describes. */
    @Bean
    @Order(2)
    SecurityFilterChain documentation(HttpSecurity http, Cors cors) {
        return stateless(http, cors, OWN_SCRIPTS_AND_STYLES)
                .securityMatcher("/swagger-ui/**", "/swagger-ui.html")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Order(3)
    SecurityFilterChain api(HttpSecurity http, Cors cors, SessionTokens tokens, AuthenticateUser users) {
        return stateless(http, cors, NOTHING_EMBEDDED)
                .oauth2ResourceServer(server -> server.authenticationEntryPoint(refusals)
                        .jwt(jwt -> jwt.decoder(tokens).jwtAuthenticationConverter(users)))
                .authorizeHttpRequests(requests -> requests.requestMatchers(HttpMethod.OPTIONS, "/**")
                        .permitAll()
                        .anyRequest()
                        .access(guard))
                .build();
    }

    /**
     * Refuses letters, digits and the like that are percent-encoded: RFC 3986 calls such a path the same as the plain one, and it would
     * pass by all that looks at it as it was sent, such as what keeps card numbers out.
     */
    @Bean
    HttpFirewall firewall() {
        return new StrictHttpFirewall() {
            @Override
            public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
                if (NEEDLESSLY_ENCODED.matcher(request.getRequestURI()).find()) {
                    throw new RequestRejectedException("the path has letters or digits that are percent-encoded");
                }
                return super.getFirewalledRequest(request);
            }
        };
    }

    private static String[] publicPaths() {
        var ofTheApi = AccessRules.ALL.stream()
                .filter(rule -> rule.who() == Who.EVERYBODY)
                .map(rule -> rule.path().getPatternString());
        return Stream.concat(Stream.of("/actuator/**", "/v3/api-docs/**", "/error"), ofTheApi)
                .toArray(String[]::new);
    }

    private HttpSecurity stateless(HttpSecurity http, Cors cors, String contentSecurityPolicy) {
        var configuration = new CorsConfiguration();
        configuration.setAllowedOrigins(cors.allowedOrigins());
        configuration.setAllowedMethods(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
        configuration.setAllowedHeaders(List.of(
                "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "Last-Event-ID"));
        configuration.setExposedHeaders(List.of(
                "ETag",
                "Location",
                "Retry-After",
                "RateLimit",
                "RateLimit-Policy",
                "WWW-Authenticate",
                IdempotencyKeys.REPLAYED));
        var source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", configuration);
        return http.cors(c -> c.configurationSource(source))
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(contentSecurityPolicy)))
                .exceptionHandling(
                        errors -> errors.authenticationEntryPoint(refusals).accessDeniedHandler(guard));
    }
}

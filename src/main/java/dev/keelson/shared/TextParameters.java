package dev.keelson.shared;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Refuses parameters with a zero byte, which PostgreSQL does not take; {@link TextAdvice} does so for bodies. */
@Configuration(proxyBeanMethods = false)
class TextParameters implements HandlerInterceptor, WebMvcConfigurer {
    /** Of others the parameters may be in a body, which is not read here. */
    private static final Set<String> WITHOUT_BODY = Set.of(HttpMethod.GET.name(), HttpMethod.DELETE.name());

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (WITHOUT_BODY.contains(request.getMethod())) {
            request.getParameterMap().entrySet().stream()
                    .filter(TextParameters::hasZero)
                    .findFirst()
                    .ifPresent(TextParameters::refuse);
        }
        return true;
    }

    private static boolean hasZero(Map.Entry<String, String[]> parameter) {
        return Arrays.stream(parameter.getValue()).anyMatch(value -> value.indexOf('\0') >= 0);
    }

    private static void refuse(Map.Entry<String, String[]> parameter) {
        String name = parameter.getKey().replace("\0", "");
        throw ProblemException.notValid(name, "has a zero byte in it");
    }
}

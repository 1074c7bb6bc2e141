package dev.keelson.sandbox.ayrshare;

import jakarta.servlet.MultipartConfigElement;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.multipart.MultipartResolver;
import org.springframework.web.multipart.support.StandardServletMultipartResolver;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class AyrshareWeb implements WebMvcConfigurer {
    private final Callers callers;

    AyrshareWeb(Callers callers) {
        this.callers = callers;
    }

    /** For uploads alone: whoever reads a body elsewhere reads it as it comes. */
    @Bean
    MultipartConfigElement multipartConfig() {
        return new MultipartConfigElement("", -1, -1, 64 * 1024);
    }

    @Bean(DispatcherServlet.MULTIPART_RESOLVER_BEAN_NAME)
    MultipartResolver multipartResolver() {
        return new StandardServletMultipartResolver();
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(callers).addPathPatterns(AyrshareApi.PATH + "/**");
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(callers);
    }
}

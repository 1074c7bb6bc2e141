package dev.keelson.sandbox.server;

import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.servlet.autoconfigure.HttpEncodingAutoConfiguration;
import org.springframework.boot.support.EnvironmentPostProcessorApplicationListener;
import org.springframework.boot.support.EnvironmentPostProcessorsFactory;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/** The stand-ins as an application of its own: its own context, port, settings, connections and schema. */
@SpringBootConfiguration
@ComponentScan(
        basePackages = {
            "dev.keelson.sandbox.server",
            "dev.keelson.sandbox.clerk",
            "dev.keelson.sandbox.stripe",
            "dev.keelson.sandbox.ayrshare"
        },
        // Two vendors may each have a class named Customers.
        nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
@ImportAutoConfiguration({
    TomcatServletWebServerAutoConfiguration.class,
    DispatcherServletAutoConfiguration.class,
    HttpEncodingAutoConfiguration.class,
    HttpMessageConvertersAutoConfiguration.class,
    JacksonAutoConfiguration.class,
    WebMvcAutoConfiguration.class
})
public class SandboxApplication {
    SandboxApplication() {}

    /**
     * Returns when the sandbox listens.
     *
     * @param more configuration classes beside the sandbox's own, for tests
     */
    public static ConfigurableApplicationContext start(SandboxOptions options, Class<?>... more) {
        var builder = new SpringApplicationBuilder(SandboxApplication.class)
                .sources(more)
                .environment(new OwnEnvironment())
                .web(WebApplicationType.SERVLET)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .properties(Map.of(
                        "spring.config.name", "sandbox",
                        "server.address", "127.0.0.1",
                        "server.port", options.port()))
                .initializers((ApplicationContextInitializer<GenericApplicationContext>)
                        context -> context.registerBean(SandboxOptions.class, () -> options));
        keepApart(builder.application());
        return builder.run();
    }

    /**
     * There is one logging system in a process, and it is configured already. And what looks at an application's settings
     * at its start looks at every application of the process, although it means Keelson's.
     */
    private static void keepApart(SpringApplication application) {
        var listeners = application.getListeners().stream()
                .filter(listener -> !(listener instanceof LoggingApplicationListener
                        || listener instanceof EnvironmentPostProcessorApplicationListener))
                .toList();
        application.setListeners(listeners);
        application.addListeners(EnvironmentPostProcessorApplicationListener.with(
                EnvironmentPostProcessorsFactory.of(ConfigDataEnvironmentPostProcessor.class)));
    }

    /** Without the process's environment and system properties: SERVER_PORT and the like are meant for Keelson. */
    private static class OwnEnvironment extends StandardEnvironment {
        @Override
        protected void customizePropertySources(MutablePropertySources propertySources) {}
    }
}

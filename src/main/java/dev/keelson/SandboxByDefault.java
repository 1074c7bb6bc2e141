package dev.keelson;

import java.util.List;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

/**
 * Makes the first run need no account: started from the sources, with no profile chosen and no vendor's setting present,
 * Keelson runs in profile {@code sandbox}. The packaged application never does so by itself.
 */
class SandboxByDefault implements EnvironmentPostProcessor, Ordered {
    static final String BY_DEFAULT = "keelson.sandbox.by-default";
    static final String PROFILE = "sandbox";

    private static final List<String> CHOSEN = List.of("spring.profiles.active", "SPRING_PROFILES_ACTIVE");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        boolean chosen = CHOSEN.stream().anyMatch(name -> StringUtils.hasText(environment.getProperty(name)))
                || environment.getActiveProfiles().length > 0;
        boolean vendorSet = RequiredSettings.VENDORS.stream()
                .anyMatch(setting -> StringUtils.hasText(environment.getProperty(setting.variable())));
        if (environment.getProperty(BY_DEFAULT, Boolean.class, false) && !chosen && !vendorSet) {
            environment.addActiveProfile(PROFILE);
        }
    }

    /** Before the configuration files are read, because the profile decides which. */
    @Override
    public int getOrder() {
        return ConfigDataEnvironmentPostProcessor.ORDER - 1;
    }
}

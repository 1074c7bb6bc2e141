package dev.keelson.clients.ayrshare;

import dev.keelson.clients.TestClients;

/** Clients of Ayrshare without an application around them. */
public final class AyrshareClients {
    private AyrshareClients() {}

    public static AyrshareApiClient client(AyrshareSettings settings) {
        return new AyrshareClientConfiguration().ayrshareApiClient(TestClients.factory(), settings);
    }
}

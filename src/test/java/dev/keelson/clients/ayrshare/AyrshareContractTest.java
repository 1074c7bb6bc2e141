package dev.keelson.clients.ayrshare;

import dev.keelson.sandbox.server.RunningSandbox;
import dev.keelson.sandbox.server.SandboxKeys;
import dev.keelson.testing.BesideOthers;

@BesideOthers
class AyrshareContractTest extends AyrshareContract {
    private final RunningSandbox sandbox = new RunningSandbox();

    @Override
    String apiUrl() {
        return sandbox.url() + "/ayrshare/api";
    }

    @Override
    String apiKey() {
        return SandboxKeys.AYRSHARE_API_KEY;
    }

    @Override
    void stop() {
        sandbox.close();
    }
}

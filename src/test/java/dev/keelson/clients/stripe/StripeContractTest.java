package dev.keelson.clients.stripe;

import dev.keelson.sandbox.server.RunningSandbox;
import dev.keelson.sandbox.server.SandboxKeys;
import dev.keelson.testing.BesideOthers;

@BesideOthers
class StripeContractTest extends StripeContract {
    private final RunningSandbox sandbox = new RunningSandbox();

    @Override
    String apiUrl() {
        return sandbox.url() + "/stripe";
    }

    @Override
    String secretKey() {
        return SandboxKeys.STRIPE_SECRET_KEY;
    }

    @Override
    void stop() {
        sandbox.close();
    }
}

package dev.keelson.clients.clerk;

import dev.keelson.sandbox.server.RunningSandbox;
import dev.keelson.sandbox.server.SandboxKeys;
import dev.keelson.testing.BesideOthers;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.springframework.http.MediaType;

@BesideOthers
class ClerkContractTest extends ClerkContract {
    private final RunningSandbox sandbox = new RunningSandbox();

    @BeforeAll
    void signUpThree() {
        for (int i = 0; i < 3; i++) {
            sandbox.client()
                    .post()
                    .uri("/clerk/v1/client/sign_ups")
                    .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                    .body("email_address=" + UUID.randomUUID() + "@example.com")
                    .retrieve()
                    .toBodilessEntity();
        }
    }

    @Override
    String apiUrl() {
        return sandbox.url() + "/clerk/v1";
    }

    @Override
    String secretKey() {
        return SandboxKeys.CLERK_SECRET_KEY;
    }

    @Override
    void stop() {
        sandbox.close();
    }
}

package dev.keelson.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.sandbox.server.SandboxKeys;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ClassPathResource;

class SandboxSettingsTest {
    @Test
    void keelsonHasTheKeysOfTheStandIns() {
        var yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application-sandbox.yaml"));

        assertThat(yaml.getObject())
                .containsEntry("keelson.clients.clerk.secret-key", SandboxKeys.CLERK_SECRET_KEY)
                .containsEntry("keelson.clients.stripe.secret-key", SandboxKeys.STRIPE_SECRET_KEY)
                .containsEntry("keelson.clients.ayrshare.api-key", SandboxKeys.AYRSHARE_API_KEY)
                .containsEntry("keelson.webhooks.secrets.clerk", SandboxKeys.CLERK_WEBHOOK_SECRET)
                .containsEntry("keelson.webhooks.secrets.stripe", SandboxKeys.STRIPE_WEBHOOK_SECRET)
                .containsEntry("keelson.webhooks.secrets.ayrshare", SandboxKeys.AYRSHARE_WEBHOOK_SECRET)
                .containsEntry("server.address", "127.0.0.1");
    }
}

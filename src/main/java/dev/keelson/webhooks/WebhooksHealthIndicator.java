package dev.keelson.webhooks;

import java.time.Duration;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.stereotype.Component;

/** Down when events wait too long: what the vendors told us is then not yet true here. */
@Component("webhooks")
class WebhooksHealthIndicator extends AbstractHealthIndicator {
    private static final Duration TOO_OLD = Duration.ofMinutes(5);

    private final InboxState state;

    WebhooksHealthIndicator(InboxState state) {
        super("the inbox cannot be read");
        this.state = state;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        var now = state.now();
        builder.status(now.oldestAge().compareTo(TOO_OLD) > 0 ? "DOWN" : "UP")
                .withDetail("waiting", now.waiting())
                .withDetail("oldestAgeSeconds", now.oldestAge().toSeconds())
                .withDetail("dead", now.dead());
    }
}

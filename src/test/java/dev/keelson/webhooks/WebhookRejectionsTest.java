package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.keelson.webhooks.WebhookRejections.Rejection;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WebhookRejectionsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final RejectionLog log = new RejectionLog();
    private final WebhookRejections rejections = new WebhookRejections(log, metrics);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        ((Logger) LoggerFactory.getLogger(RejectionLog.class)).addAppender(lines);
    }

    @AfterEach
    void listenNoMore() {
        ((Logger) LoggerFactory.getLogger(RejectionLog.class)).detachAppender(lines);
    }

    private List<String> lines() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private double count(String provider, String cause) {
        return metrics.get("webhook.received")
                .tags("provider", provider, "outcome", "rejected", "cause", cause)
                .counter()
                .count();
    }

    @Test
    void lastOnesAreKeptTheNewestFirst() {
        for (int i = 0; i < WebhookRejections.KEPT + 50; i++) {
            rejections.add(NOW.plusSeconds(i), "stripe", RejectionCause.BAD_SIGNATURE, "192.0.2.1", i);
        }

        assertThat(rejections.latest()).hasSize(WebhookRejections.KEPT);
        assertThat(rejections.latest())
                .first()
                .isEqualTo(new Rejection(NOW.plusSeconds(149), "stripe", "bad_signature", "192.0.2.1", 149));
        assertThat(rejections.latest()).last().extracting(Rejection::size).isEqualTo(50L);
    }

    @Test
    void eachIsCountedByProviderAndCause() {
        rejections.add(NOW, "stripe", RejectionCause.STALE_TIMESTAMP, "192.0.2.1", 10);
        rejections.add(NOW, "clerk", RejectionCause.TOO_LARGE, "192.0.2.1", 10);
        rejections.add(NOW, "clerk", RejectionCause.TOO_LARGE, "192.0.2.1", 10);

        assertThat(count("stripe", "stale_timestamp")).isEqualTo(1);
        assertThat(count("clerk", "too_large")).isEqualTo(2);
        assertThat(count("ayrshare", "bad_signature")).isZero();
    }

    @Test
    void inventedSourcesMakeNoSeriesOfTheirOwnAndNoStrangeLines() {
        rejections.add(NOW, "paypal", RejectionCause.UNKNOWN_SOURCE, "192.0.2.1", 10);
        rejections.add(NOW, "x\r\nwebhook=forged" + "y".repeat(5_000), RejectionCause.UNKNOWN_SOURCE, "192.0.2.1", 10);

        assertThat(count("unknown", "unknown_source")).isEqualTo(2);
        assertThat(rejections.latest())
                .extracting(Rejection::source)
                .containsExactly("x??webhook?forged" + "y".repeat(23), "paypal");
        assertThat(lines()).containsOnly("webhook=rejected provider=unknown cause=unknown_source");
    }

    @Test
    void burstIsAFewLinesAndASumOfTheOthers() {
        for (int i = 0; i < 1_000; i++) {
            rejections.add(NOW, "stripe", RejectionCause.BAD_SIGNATURE, "192.0.2.1", 10);
        }
        rejections.add(NOW, "clerk", RejectionCause.MISSING_HEADER, "192.0.2.1", 10);
        log.summarise();
        log.summarise();
        rejections.add(NOW, "stripe", RejectionCause.BAD_SIGNATURE, "192.0.2.1", 10);

        String line = "webhook=rejected provider=stripe cause=bad_signature";
        assertThat(lines())
                .containsExactly(
                        line,
                        line,
                        line,
                        line,
                        line,
                        "webhook=rejected provider=clerk cause=missing_header",
                        "webhook=rejected_more cause=bad_signature count=995",
                        line);
    }
}

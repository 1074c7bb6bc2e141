package dev.keelson.social;

import dev.keelson.testing.KeelsonTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** A {@link KeelsonTest} in which publishing waits for tenths of a second where it otherwise waits for minutes. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@KeelsonTest
@Import(SocialFixture.class)
@TestPropertySource(
        properties = {
            "keelson.clients.ayrshare.read-timeout=2s",
            "keelson.clients.ayrshare.post-read-timeout=4s",
            "keelson.social.accounts.link-redirect=https://app.example.com/linked",
            "keelson.social.schedule.lead-time=1s",
            "keelson.social.schedule.look-every=50ms",
            "keelson.social.publishing.look-after=100ms",
            "keelson.social.publishing.look-at-most=300ms",
            "keelson.social.publishing.look-for=8s",
            "keelson.social.publishing.settle-time=1s",
            "keelson.social.publishing.min-looks=2",
            "keelson.social.publishing.history-age=500ms",
            "keelson.social.publishing.send-within=1s",
            "keelson.social.publishing.asynchronous-ahead=1s",
            "keelson.social.publishing.pause-after-refused-connection=100ms",
            "keelson.social.publishing.max-waits=2",
            "keelson.social.accounts.profile-wait=5s",
            "keelson.clients.ayrshare.upload-read-timeout=2s",
            "keelson.social.media.directory=target/media",
            "keelson.social.media.put-from=100KB",
            "keelson.social.media.max-image-size=1MB",
            "keelson.social.media.wait-for-same=4s",
            "keelson.social.media.link-timeout=1s",
            "keelson.social.media.allow-loopback=true",
            "db-scheduler.polling-interval=100ms"
        })
public @interface SocialTest {}

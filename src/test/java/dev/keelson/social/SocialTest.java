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
            "keelson.social.link-redirect=https://app.example.com/linked",
            "keelson.social.lead-time=1s",
            "keelson.social.look-after=100ms",
            "keelson.social.look-at-most=300ms",
            "keelson.social.look-for=8s",
            "keelson.social.settle-time=1s",
            "keelson.social.min-looks=2",
            "keelson.social.pause-after-refused-connection=100ms",
            "keelson.social.max-waits=2",
            "keelson.social.profile-wait=5s",
            "db-scheduler.polling-interval=100ms"
        })
public @interface SocialTest {}

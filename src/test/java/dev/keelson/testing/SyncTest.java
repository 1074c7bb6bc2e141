package dev.keelson.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/**
 * A {@link KeelsonTest} that compares everything with the vendors, in an application of its own, because everything is also
 * what other tests have left; with jobs that wait for milliseconds where they otherwise wait for minutes.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@KeelsonTest
@Import({SyncApi.class, ProbeReconciler.class})
@TestPropertySource(
        properties = {
            "keelson.webhooks.reconcile.pause=20ms",
            "keelson.webhooks.reconcile.max-attempts=3",
            "keelson.webhooks.reconcile.clerk.requests-per-second=1000",
            "keelson.webhooks.reconcile.stripe.requests-per-second=1000",
            "keelson.webhooks.reconcile.ayrshare.requests-per-second=1000",
            "db-scheduler.polling-interval=100ms"
        })
public @interface SyncTest {}

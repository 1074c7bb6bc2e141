package dev.keelson.operations;

import dev.keelson.testing.KeelsonTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.test.context.TestPropertySource;

/** A {@link KeelsonTest} where an operator measures and exposes everything, and asks for every value. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@KeelsonTest
@TestPropertySource(
        properties = {
            "spring.test.metrics.export=true",
            "management.endpoints.web.exposure.include=*",
            "management.endpoint.env.show-values=always",
            "management.endpoint.configprops.show-values=always",
            "management.endpoint.health.show-details=always",
            "keelson.clients.ayrshare.x-api-key=sandbox-x-key",
            "keelson.clients.ayrshare.x-api-secret=sandbox-x-secret",
            "spring.datasource.password=sk_test_of_the_database",
            "some.proxy=http://me:sk_test_of_the_proxy@proxy.invalid"
        })
@interface OperatorTest {}

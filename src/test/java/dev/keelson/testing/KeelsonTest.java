package dev.keelson.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;
import org.wiremock.spring.ConfigureWireMock;
import org.wiremock.spring.EnableWireMock;

/**
 * A test of the whole application on a real PostgreSQL, with the three vendors played by WireMock servers that a test gets
 * by {@code @InjectWireMock("clerk")}, {@code "stripe"} and {@code "ayrshare"}. All such tests share one application.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureMockMvc
@ActiveProfiles("test")
@Import({
    TestDatabase.class,
    TestUsers.class,
    TestTokens.class,
    ProbeHandler.class,
    ProbeBatchHandler.class,
    ProbeListener.class,
    SchedulerPauses.class
})
@EnableWireMock({
    @ConfigureWireMock(name = "clerk", baseUrlProperties = "keelson.clients.clerk.api-url"),
    @ConfigureWireMock(name = "stripe", baseUrlProperties = "keelson.clients.stripe.api-url"),
    @ConfigureWireMock(name = "ayrshare", baseUrlProperties = "keelson.clients.ayrshare.api-url")
})
public @interface KeelsonTest {}

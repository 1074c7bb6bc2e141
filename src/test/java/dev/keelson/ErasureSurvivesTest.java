package dev.keelson;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.delete;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.keelson.auth.Erasure;
import dev.keelson.auth.ErasureStep;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Encryption;
import dev.keelson.shared.Role;
import dev.keelson.testing.BesideOthers;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WebhookSender;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.aopalliance.intercept.MethodInterceptor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.wiremock.spring.InjectWireMock;

/** An erasure ends, whatever comes in between. */
@KeelsonTest
@TestPropertySource(properties = {"keelson.privacy.erasure.passes-after=", "keelson.privacy.erasure.first-pause=100ms"})
@BesideOthers
class ErasureSurvivesTest {
    /** Of these users' erasures this step is done once without anybody learning of it. */
    private static final Set<String> STOPPED = ConcurrentHashMap.newKeySet();

    @TestConfiguration
    static class Stopping {
        /** As if the process ended between a step's effect and the moment in which that is stored. */
        @Bean
        static BeanPostProcessor stoppingSteps() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof ErasureStep step ? stoppable(step) : bean;
                }
            };
        }

        private static Object stoppable(ErasureStep step) {
            var proxy = new ProxyFactory(step);
            proxy.setProxyTargetClass(true);
            proxy.addAdvice((MethodInterceptor) call -> {
                Object result = call.proceed();
                if (call.getArguments().length == 1
                        && call.getArguments()[0] instanceof Erasure erasure
                        && STOPPED.remove(step.name() + erasure.user())) {
                    throw new ProcessEnded();
                }
                return result;
            });
            return proxy.getProxy();
        }
    }

    private static final class ProcessEnded extends Error {
        private static final long serialVersionUID = 1;
    }

    @InjectWireMock("clerk")
    private WireMockServer clerk;

    @InjectWireMock("stripe")
    private WireMockServer stripe;

    @InjectWireMock("ayrshare")
    private WireMockServer ayrshare;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Encryption encryption;

    @Autowired
    private ObjectProvider<ErasureStep> steps;

    @Autowired
    private TestUsers users;

    @Autowired
    private MockMvc mvc;

    @LocalServerPort
    private int port;

    @BeforeEach
    void vendorsAreThere() {
        clerk.stubFor(delete(urlMatching("/users/.*")).willReturn(okJson("{\"deleted\": true}")));
        stripe.stubFor(delete(urlMatching("/v1/customers/.*")).willReturn(okJson("{\"deleted\": true}")));
        ayrshare.stubFor(delete("/profiles").willReturn(okJson("{\"status\": \"success\"}")));
    }

    @Test
    void everyStepIsStoppedBelow() {
        assertThat(steps.stream().map(ErasureStep::name))
                .containsExactlyInAnyOrder("account", "flags", "notifications", "billing", "social", "inbox", "clerk");
    }

    @ParameterizedTest
    @ValueSource(strings = {"account", "flags", "notifications", "billing", "social", "inbox", "clerk"})
    void processEndsAfterAStepAndBeforeThatIsStored(String step) throws Exception {
        var person = new Person("w9z" + step, jdbc, encryption, new WebhookSender(port)).filled();
        STOPPED.add(step + person.user());

        eraseThemselves(person);

        awaitCompleted(person);
        assertThat(STOPPED).isEmpty();
        assertThat(attempts(person, step)).isEqualTo(2);
        assertThat(new WholeDatabase(jdbc).rowsWith("w9z" + step)).isEmpty();
    }

    @Test
    void vendorThatIsAwayKeepsTheOtherStepsFromNothingAndIsAskedUntilItAnswers() throws Exception {
        stripe.stubFor(delete(urlMatching("/v1/customers/.*"))
                .willReturn(aResponse().withStatus(503).withBody("{\"error\": {\"message\": \"w9zaway\"}}")));
        var person = new Person("w9zaway", jdbc, encryption, new WebhookSender(port)).filled();
        var admin = users.fresh(Role.ADMIN);

        String erasure = mvc.perform(post("/api/v1/admin/users/%s/erase".formatted(person.user()))
                        .with(as(admin)))
                .andExpect(status().isAccepted())
                .andReturn()
                .getResponse()
                .getHeader("Location");

        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(attempts(person, "billing")).isGreaterThan(2);
            mvc.perform(get(String.valueOf(erasure)).with(as(admin)))
                    .andExpect(jsonPath("$.status").value("running"))
                    .andExpect(
                            jsonPath("$.steps[?(@.step == 'billing')].status").value("failing"))
                    .andExpect(jsonPath("$.steps[?(@.step == 'billing')].lastError")
                            .value(everyItem(containsString("DELETE /v1/customers/{id} 503"))))
                    .andExpect(
                            jsonPath("$.steps[?(@.step != 'billing')].status").value(everyItem(is("done"))));
        });
        assertThat(new WholeDatabase(jdbc).rowsWith("w9zaway")).isEmpty();
        vendorsAreThere();

        awaitCompleted(person);
        mvc.perform(get("/api/v1/admin/erasures?status=completed").with(as(admin)))
                .andExpect(jsonPath("$.items[0].userId").value(person.user().toString()))
                .andExpect(jsonPath("$.items[0].requestedBy").value(admin.id().toString()));
    }

    @Test
    void deletionAtClerkIsTheSameErasure() throws Exception {
        var person = new Person("w9zdashboard", jdbc, encryption, new WebhookSender(port)).filled();

        person.lastWords();

        awaitCompleted(person);
        // What arrived after the only pass stays until the next one, which there is none of here.
        assertThat(new WholeDatabase(jdbc).rowsWith("w9zdashboard").keySet()).isSubsetOf("webhook_event");
    }

    @Test
    void askingAgainIsTheSameErasure() throws Exception {
        var member = users.fresh();
        var admin = users.fresh(Role.ADMIN);
        var path = "/api/v1/admin/users/%s/erase".formatted(member.id());

        String first = mvc.perform(post(path).with(as(admin)))
                .andReturn()
                .getResponse()
                .getHeader("Location");
        String again = mvc.perform(post(path).with(as(admin)))
                .andReturn()
                .getResponse()
                .getHeader("Location");

        assertThat(again).isEqualTo(first).isNotNull();
    }

    @Test
    void nobodyErasesWhoIsNotThereNorThemselvesAsAnAdministrator() throws Exception {
        var admin = users.fresh(Role.ADMIN);

        mvc.perform(post("/api/v1/admin/users/%s/erase".formatted(UUID.randomUUID()))
                        .with(as(admin)))
                .andExpect(status().isNotFound());
        mvc.perform(post("/api/v1/admin/users/%s/erase".formatted(admin.id())).with(as(admin)))
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("OWN_ACCOUNT"));
        mvc.perform(get("/api/v1/admin/erasures/" + UUID.randomUUID()).with(as(admin)))
                .andExpect(status().isNotFound());
        mvc.perform(get("/api/v1/admin/erasures?status=nonsense").with(as(admin)))
                .andExpect(status().isBadRequest());
    }

    private void eraseThemselves(Person person) throws Exception {
        var user = new CurrentUser(person.user(), person.clerkId, "sess_" + person.unique, Role.FREE);
        mvc.perform(org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete("/api/v1/me")
                        .with(as(user)))
                .andExpect(status().isAccepted());
    }

    private int attempts(Person person, String step) {
        return jdbc.sql("""
                        select coalesce(max(attempts), 0) from erasure_steps s join erasures e on e.id = s.erasure_id
                        where e.user_id = :user and step = :step
                        """)
                .param("user", person.user().value())
                .param("step", step)
                .query(Integer.class)
                .single();
    }

    private void awaitCompleted(Person person) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(jdbc.sql("select status from erasures where user_id = :user")
                                .param("user", person.user().value())
                                .query(String.class)
                                .optional())
                        .contains("completed"));
    }
}

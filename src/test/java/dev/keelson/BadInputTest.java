package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;

/** Bad input of each kind at every endpoint that there is, the ones added tomorrow included. */
@KeelsonTest
class BadInputTest {
    private static final List<String> PUBLIC = List.of("/api/v1/billing/plans", "/api/v1/social/platforms");

    /** Public to who knows it. */
    private static final String BY_SECRET = "/api/v1/social/calendar/{token}.ics";

    private static final List<String> NO_ID =
            List.of("not-an-id", "0", "%00", "' or 1=1 --", "../../me", "x".repeat(5_000));

    /**
     * @param path its template
     * @param readsBody whether a request needs a body
     */
    private record Endpoint(HttpMethod method, String path, boolean readsBody) {
        boolean hasVariable() {
            return path.contains("{");
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    private List<Endpoint> endpoints = List.of();

    @BeforeEach
    void findEndpoints() {
        endpoints = mappings.getHandlerMethods().entrySet().stream()
                .flatMap(mapping -> mapping.getKey().getPatternValues().stream()
                        .filter(path -> path.startsWith("/api/v1/"))
                        .flatMap(path -> mapping.getKey().getMethodsCondition().getMethods().stream()
                                .map(method -> endpoint(method, path, mapping.getValue()))))
                .toList();
        assertThat(endpoints).hasSizeGreaterThan(40);
    }

    private static Endpoint endpoint(RequestMethod method, String path, HandlerMethod handler) {
        boolean readsBody = Arrays.stream(handler.getMethodParameters()).anyMatch(parameter -> {
            var body = parameter.getParameterAnnotation(RequestBody.class);
            return body != null && body.required();
        });
        return new Endpoint(method.asHttpMethod(), path, readsBody);
    }

    @Test
    void withoutATokenNothingButThePublicEndpointsAnswers() throws Exception {
        for (Endpoint endpoint : endpoints) {
            var answer = send(endpoint, "019a0000-0000-7000-8000-000000000000", _ -> {});

            if (PUBLIC.contains(endpoint.path())) {
                assertThat(answer.getStatus()).as("%s", endpoint).isEqualTo(200);
            } else {
                assertProblem(endpoint, answer, endpoint.path().equals(BY_SECRET) ? 404 : 401);
            }
        }
    }

    @Test
    void adminEndpointsAreForAdministrators() throws Exception {
        CurrentUser user = users.fresh(Role.PREMIUM);
        for (Endpoint endpoint : matching(e -> e.path().startsWith("/api/v1/admin/"))) {
            assertProblem(endpoint, send(endpoint, "x", request -> request.with(TestUsers.as(user))), 403);
        }
    }

    /** All other texts are in English: half a sentence in another language helps nobody. */
    @Test
    void whatIsWrongIsSaidInEnglishWhateverTheBrowserSpeaks() throws Exception {
        var request = MockMvcRequestBuilders.get("/api/v1/social/posts?limit=0")
                .header("Accept-Language", "de-AT, de;q=0.9")
                .with(TestUsers.as(users.fresh()));

        mvc.perform(request)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.errors[0].message").value("must be greater than or equal to 1"));
    }

    /** By the container it is the same path; by whoever compares it as it was sent, it is another one. */
    @Test
    void pathWithEncodedLettersIsRefused() throws Exception {
        for (String path : List.of("/api/v1/%62illing/status", "/api/v1/billing%2Dstatus", "/%61pi/v1/me")) {
            var request = MockMvcRequestBuilders.get(URI.create(path)).with(TestUsers.as(users.fresh()));

            mvc.perform(request).andExpect(status().isBadRequest());
        }
    }

    @Test
    void bodyThatIsNoJsonIsABadRequest() throws Exception {
        CurrentUser admin = users.fresh(Role.ADMIN);
        for (Endpoint endpoint : matching(Endpoint::readsBody)) {
            for (String body : List.of("", "{", "[]", "\"text\"", "nonsense", "{\"a\":}", "null")) {
                var answer = send(
                        endpoint,
                        "019a0000-0000-7000-8000-000000000000",
                        request -> request.with(TestUsers.as(admin))
                                .contentType(MediaType.APPLICATION_JSON)
                                .content(body));

                assertProblem(endpoint, answer, 400);
            }
        }
    }

    @Test
    void bodyOfAnotherTypeIsRefused() throws Exception {
        CurrentUser admin = users.fresh(Role.ADMIN);
        for (Endpoint endpoint : matching(Endpoint::readsBody)) {
            var answer = send(
                    endpoint,
                    "019a0000-0000-7000-8000-000000000000",
                    request -> request.with(TestUsers.as(admin))
                            .contentType(MediaType.TEXT_PLAIN)
                            .content("text"));

            assertProblem(endpoint, answer, 415);
        }
    }

    @Test
    void whatIsNoIdIsRefusedOrNotFound() throws Exception {
        CurrentUser admin = users.fresh(Role.ADMIN);
        for (Endpoint endpoint : matching(Endpoint::hasVariable)) {
            for (String id : NO_ID) {
                var answer = send(
                        endpoint,
                        id,
                        request -> request.with(TestUsers.as(admin))
                                .contentType(MediaType.APPLICATION_JSON)
                                .content("{}"));

                assertThat(answer.getStatus()).as("%s with %s", endpoint, id).isBetween(200, 499);
            }
        }
    }

    @Test
    void wrongMethodIsToldWhichOnesThereAre() throws Exception {
        CurrentUser admin = users.fresh(Role.ADMIN);
        for (Endpoint endpoint : endpoints) {
            var wrong = new Endpoint(methodThatIsNot(endpoint.path()), endpoint.path(), false);

            var answer = send(wrong, "x", request -> request.with(TestUsers.as(admin)));

            assertProblem(wrong, answer, 405);
            assertThat(answer.getHeader("Allow"))
                    .as("%s", endpoint)
                    .contains(endpoint.method().name());
        }
    }

    private HttpMethod methodThatIsNot(String path) {
        var place = PathContainer.parsePath(path.replaceAll("\\{[^}]*}", "x"));
        return Stream.of(HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE, HttpMethod.POST)
                .filter(method -> endpoints.stream()
                        .filter(endpoint -> endpoint.method().equals(method))
                        .noneMatch(endpoint -> PathPatternParser.defaultInstance
                                .parse(endpoint.path())
                                .matches(place)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void limitsAndCursorsThatAreNoneAreBadRequests() throws Exception {
        CurrentUser admin = users.fresh(Role.ADMIN);
        for (Endpoint endpoint : matching(e -> e.method().equals(HttpMethod.GET) && !e.hasVariable())) {
            for (String query : List.of("limit=0", "limit=101", "limit=many", "cursor=%21", "cursor=AAAA")) {
                var answer = send(
                        endpoint,
                        "x",
                        request -> request.with(TestUsers.as(admin))
                                .queryParam(
                                        query.substring(0, query.indexOf('=')),
                                        query.substring(query.indexOf('=') + 1)));

                assertThat(answer.getStatus()).as("%s?%s", endpoint, query).isIn(200, 400, 404);
            }
        }
    }

    @Test
    void zeroInAParameterIsRefusedByItsName() throws Exception {
        CurrentUser admin = users.fresh(Role.ADMIN);
        for (Endpoint endpoint : matching(e -> e.method().equals(HttpMethod.GET))) {
            var answer = send(
                    endpoint,
                    "019a0000-0000-7000-8000-000000000000",
                    request -> request.with(TestUsers.as(admin)).queryParam("text", "a\0b"));

            assertProblem(endpoint, answer, 400);
            assertThat(answer.getContentAsString()).as("%s", endpoint).contains("\"field\":\"text\"");
        }
    }

    private List<Endpoint> matching(Predicate<Endpoint> condition) {
        return endpoints.stream().filter(condition).toList();
    }

    private interface Preparation {
        void prepare(MockHttpServletRequestBuilder request);
    }

    private MockHttpServletResponse send(Endpoint endpoint, String id, Preparation preparation) throws Exception {
        var request = MockMvcRequestBuilders.request(
                endpoint.method(),
                endpoint.path(),
                Arrays.stream(endpoint.path().split("\\{", -1))
                        .skip(1)
                        .map(_ -> id)
                        .toArray());
        preparation.prepare(request);
        return mvc.perform(request).andReturn().getResponse();
    }

    private static void assertProblem(Endpoint endpoint, MockHttpServletResponse answer, int status) throws Exception {
        String body = answer.getContentAsString();
        assertThat(answer.getStatus()).as("%s: %s", endpoint, body).isEqualTo(status);
        assertThat(answer.getContentType()).as("%s", endpoint).isEqualTo("application/problem+json");
        assertThat(body).as("%s", endpoint).contains("\"code\":", "\"action\":", "\"detail\":", "\"traceId\":");
        assertThat(body).as("%s", endpoint).doesNotContain("Exception", "dev.keelson", "org.springframework");
    }
}

package dev.keelson.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import dev.keelson.auth.AccessRule.Demand;
import dev.keelson.auth.AccessRule.Who;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestTokens;
import dev.keelson.testing.TestUsers;
import dev.keelson.testing.WrittenDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** Every endpoint, called by everybody: what comes back is what {@link AccessRules} says, and docs/access.md shows it. */
@KeelsonTest
class AccessMatrixTest {
    private static final String ALLOWED = "yes";
    private static final String NOT_THEIRS = "404";
    private static final String DOES_NOT_APPLY = "–";

    /** Whose things a path's id names, by the beginning of the path. */
    private static final Map<String, String> TABLES = Map.ofEntries(
            Map.entry("/api/v1/me/sessions/", "user_sessions"),
            Map.entry("/api/v1/me/exports/", "data_exports"),
            Map.entry("/api/v1/billing/subscriptions/", "subscriptions"),
            Map.entry("/api/v1/billing/payments/", "payment_intents"),
            Map.entry("/api/v1/billing/payment-methods/", "payment_methods"),
            Map.entry("/api/v1/billing/invoices/", "invoices"),
            Map.entry("/api/v1/social/accounts/", "social_accounts"),
            Map.entry("/api/v1/social/imports/", "imports"),
            Map.entry("/api/v1/social/media/", "media"),
            Map.entry("/api/v1/social/posts/", "posts"),
            Map.entry("/api/v1/notifications/", "notifications"));

    /** What a request has to say in order to be asked whose it is. */
    private static final Map<String, String> BODIES = Map.of(
            "PATCH /api/v1/social/accounts/{id}", "{\"paused\": true}",
            "PATCH /api/v1/social/posts/{id}", "{\"content\": \"Mine\"}",
            "POST /api/v1/social/posts/{id}/schedule", "{\"when\": \"2100-01-01T00:00:00Z\"}");

    private enum Caller {
        ANONYMOUS,
        FREE,
        PREMIUM,
        ADMIN,
        SUSPENDED,
        SOMEBODY_ELSE,
        IMPERSONATOR,
        LONG_SIGNED_IN
    }

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private TestTokens tokens;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private IdGenerator ids;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @Test
    void everyEndpointHasARuleAndEveryRuleAnEndpoint() {
        Set<String> endpoints = new TreeSet<>();
        mappings.getHandlerMethods().forEach((mapping, handler) -> {
            if (handler.getBeanType().getPackageName().startsWith("dev.keelson")) {
                mapping.getPatternValues()
                        .forEach(path -> mapping.getMethodsCondition()
                                .getMethods()
                                .forEach(method -> endpoints.add(method + " " + path)));
            }
        });

        assertThat(endpoints)
                .hasSizeGreaterThan(50)
                .isEqualTo(AccessRules.ALL.stream()
                        .map(AccessRule::toString)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** The public ones are cut off from the token by their path alone. */
    @Test
    void noPathIsPublicByOneMethodAndNotByAnother() {
        var publicPaths = paths(Who.EVERYBODY);

        assertThat(publicPaths).isNotEmpty().doesNotContainAnyElementsOf(paths(Who.USER));
        assertThat(publicPaths).doesNotContainAnyElementsOf(paths(Who.ADMIN));
    }

    private static List<String> paths(Who who) {
        return AccessRules.ALL.stream()
                .filter(rule -> rule.who() == who)
                .map(rule -> rule.path().getPatternString())
                .toList();
    }

    @Test
    void answersAreWhatTheRulesSay() throws Exception {
        var softly = new SoftAssertions();
        List<List<String>> rows = new ArrayList<>();

        for (AccessRule rule : AccessRules.ALL) {
            Map<Caller, String> answers = new EnumMap<>(Caller.class);
            for (Caller caller : Caller.values()) {
                answers.put(caller, answer(rule, caller));
                softly.assertThat(answers.get(caller))
                        .as("%s by %s", rule, caller)
                        .isEqualTo(expected(rule, caller));
            }
            rows.add(row(rule, answers));
        }
        rows.sort(Comparator.comparing(
                cells -> cells.getFirst().substring(cells.getFirst().indexOf('/'))));

        softly.assertAll();
        write(rows);
    }

    @Test
    void headIsJudgedLikeGet() throws Exception {
        assertThat(call(HttpMethod.HEAD, "/api/v1/admin/users", users.fresh(), 0, null, null))
                .isEqualTo("403 FORBIDDEN");
    }

    @Test
    void unknownAddressesOfAdministrationAreClosedToo() throws Exception {
        assertThat(call(HttpMethod.GET, "/api/v1/admin/no-such-thing", users.fresh(), 0, null, null))
                .isEqualTo("403 FORBIDDEN");
        assertThat(call(HttpMethod.GET, "/api/v1/admin/no-such-thing", users.fresh(Role.ADMIN), 0, null, null))
                .isEqualTo(ALLOWED);
    }

    private static String expected(AccessRule rule, Caller caller) {
        if (rule.who() == Who.EVERYBODY) {
            return caller == Caller.SOMEBODY_ELSE ? DOES_NOT_APPLY : ALLOWED;
        }
        boolean forAdministrators = rule.who() == Who.ADMIN;
        return switch (caller) {
            case ANONYMOUS -> "401 UNAUTHENTICATED";
            case FREE, PREMIUM -> forAdministrators ? "403 FORBIDDEN" : ALLOWED;
            case ADMIN -> ALLOWED;
            case SUSPENDED -> "403 USER_SUSPENDED";
            case SOMEBODY_ELSE -> isOfAUser(rule) ? NOT_THEIRS : DOES_NOT_APPLY;
            case IMPERSONATOR ->
                forAdministrators || rule.demands(Demand.IN_PERSON) ? "403 IMPERSONATION_FORBIDDEN" : ALLOWED;
            case LONG_SIGNED_IN -> rule.demands(Demand.REVERIFIED) ? "403 REVERIFICATION_NEEDED" : ALLOWED;
        };
    }

    private static boolean isOfAUser(AccessRule rule) {
        return rule.who() == Who.USER && rule.path().getPatternString().contains("{");
    }

    private String answer(AccessRule rule, Caller caller) throws Exception {
        boolean somebodyElse = caller == Caller.SOMEBODY_ELSE;
        if (somebodyElse && !isOfAUser(rule)) {
            return DOES_NOT_APPLY;
        }
        String path = rule.path().getPatternString();
        path = path.replaceAll(
                "\\{\\w+}",
                somebodyElse ? thingOfAnother(path).toString() : ids.next().toString());
        CurrentUser user = caller == Caller.ANONYMOUS ? null : users.fresh(role(rule, caller));
        if (caller == Caller.SUSPENDED) {
            jdbc.sql("update users set suspended = true, status = 'suspended' where id = :id")
                    .param("id", user == null ? null : user.id().value())
                    .update();
        }
        return call(
                rule.method(),
                path,
                user,
                caller == Caller.LONG_SIGNED_IN ? 10 : 0,
                caller == Caller.IMPERSONATOR ? "user_support" : null,
                BODIES.getOrDefault(rule.toString(), "{}"));
    }

    /** The callers that differ by something else than their role have one that is let in. */
    private static Role role(AccessRule rule, Caller caller) {
        return switch (caller) {
            case FREE -> Role.FREE;
            case PREMIUM -> Role.PREMIUM;
            case ADMIN -> Role.ADMIN;
            default -> rule.who() == Who.ADMIN ? Role.ADMIN : Role.FREE;
        };
    }

    /** @return {@value #ALLOWED} where the endpoint itself has answered, whatever it said */
    private String call(
            HttpMethod method,
            String path,
            @Nullable CurrentUser user,
            int factorAge,
            @Nullable String impersonator,
            @Nullable String body)
            throws Exception {
        var request = request(method, path);
        if (body != null && !method.equals(HttpMethod.GET)) {
            request.contentType(MediaType.APPLICATION_JSON).content(body);
        }
        if (user != null) {
            var token = tokens.signed(
                    user.clerkId(),
                    user.sessionId(),
                    claims -> claims.claim("fva", List.of(factorAge, -1))
                            .claim("act", impersonator == null ? null : Map.of("sub", impersonator)),
                    _ -> {});
            request.header(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        }
        var response = mvc.perform(request).andReturn().getResponse();
        int status = response.getStatus();
        assertThat(status).as("%s %s", method, path).isNotEqualTo(500);
        if (status != 401 && status != 403 && !(status == 404 && isThingOf(path))) {
            return ALLOWED;
        }
        if (status == 404) {
            return NOT_THEIRS;
        }
        String problem = response.getContentAsString();
        return problem.isEmpty()
                ? Integer.toString(status)
                : status + " "
                        + JsonMapper.shared().readTree(problem).path("code").asString();
    }

    private final Set<String> thingsOfOthers = new TreeSet<>();

    private boolean isThingOf(String path) {
        return thingsOfOthers.stream().anyMatch(path::contains);
    }

    private UUID thingOfAnother(String path) {
        String table = TABLES.entrySet().stream()
                .filter(entry -> path.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Whose is the id in " + path + "? Add its table here."));
        UUID owner = users.fresh().id().value();
        UUID thing = ids.next();
        jdbc.sql(insert(table)).param("id", thing).param("user", owner).update();
        thingsOfOthers.add(thing.toString());
        return thing;
    }

    private static String insert(String table) {
        return switch (table) {
            case "user_sessions" -> """
                insert into user_sessions (id, user_id, clerk_session_id, status, created_at, updated_at)
                values (:id, :user, 'sess_' || :id, 'active', now(), now())
                """;
            case "data_exports" -> """
                insert into data_exports (id, user_id, status, requested_at)
                values (:id, :user, 'queued', now())
                """;
            case "subscriptions" -> """
                insert into subscriptions (id, stripe_id, user_id, status, cancel_at_period_end, livemode, raw, stripe_version,
                                           created_at, updated_at)
                values (:id, 'sub_' || :id, :user, 'active', false, false, '{}', 1, now(), now())
                """;
            case "payment_intents", "payment_methods", "invoices" ->
                """
                insert into %1$s (id, stripe_id, user_id, livemode, raw, stripe_version, created_at, updated_at%2$s)
                values (:id, '%1$s_' || :id, :user, false, '{}', 1, now(), now()%3$s)
                """.formatted(
                                table,
                                table.equals("invoices")
                                        ? ", currency, issued_at, total, amount_due, amount_paid, amount_remaining"
                                        : "",
                                table.equals("invoices") ? ", 'usd', now(), 0, 0, 0, 0" : "");
            case "social_accounts" -> """
                insert into social_accounts (id, user_id, platform, listed, created_at, updated_at)
                values (:id, :user, 'bluesky', true, now(), now())
                """;
            case "media" -> """
                insert into media (id, user_id, source, state, name, url, created_at, updated_at)
                values (:id, :user, 'link', 'ready', 'Theirs', 'https://cdn.example.com/' || :id, now(), now())
                """;
            case "posts" -> """
                insert into posts (id, user_id, content, media_urls, status, created_at, updated_at, version)
                values (:id, :user, 'Theirs', '{}', 'draft', now(), now(), 0)
                """;
            case "imports" -> """
                insert into imports (id, user_id, status, format, mode, dry_run, time_zone, created_at, updated_at)
                values (:id, :user, 'running', 'csv', 'draft', false, 'UTC', now(), now())
                """;
            case "notifications" -> """
                insert into notifications (id, user_id, kind, payload, dedup_key, created_at)
                values (:id, :user, 'payment_failed', '{}', :id, now())
                """;
            default -> throw new AssertionError(table);
        };
    }

    private static List<String> row(AccessRule rule, Map<Caller, String> answers) {
        List<String> cells = new ArrayList<>();
        cells.add("`" + rule.toString().replace("/api/v1", "") + "`");
        answers.values().forEach(answer -> cells.add(answer.replaceFirst(" (.*)", " `$1`")));
        return cells;
    }

    private static void write(List<List<String>> rows) throws Exception {
        var document = new WrittenDocument("access.md");
        document.paragraph("# Who may call what");
        document.paragraph("""
                Written by `AccessMatrixTest`, which calls every endpoint in each of these ways and compares what comes back with
                the one table in the code, `AccessRules`. Paths are below `/api/v1`. An endpoint without a rule fails the build.
                """);
        document.paragraph("""
                "yes" means that the endpoint itself has answered, whatever it said; "another's" is the call with the id of
                something that belongs to somebody else; "impersonated" is a session in which somebody acts in the user's place
                (Clerk's claim `act`); "signed in long ago" is a session whose last proof of identity (claim `fva`) is ten
                minutes old. What a plan includes is not decided here: entitlements tell.
                """);
        document.table(
                List.of(
                        "endpoint",
                        "nobody",
                        "free",
                        "premium",
                        "admin",
                        "suspended",
                        "another's",
                        "impersonated",
                        "signed in long ago"),
                rows);
        document.isCheckedIn();
    }
}

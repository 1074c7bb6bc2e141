package dev.keelson.social.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.keelson.shared.CurrentUser;
import dev.keelson.social.SocialFixture;
import dev.keelson.social.SocialFixture.Member;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.Platform;
import dev.keelson.testing.TestUsers;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import tools.jackson.databind.JsonNode;

@SocialTest
class ScheduleApiTest {
    private static final String SCHEDULE = "/api/v1/social/schedule";
    private static final String POSTS = "/api/v1/social/posts";

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private SocialFixture social;

    @Autowired
    private JdbcClient jdbc;

    private ResultActions as(CurrentUser user, MockHttpServletRequestBuilder request) throws Exception {
        return mvc.perform(request.with(TestUsers.as(user)));
    }

    private ResultActions set(CurrentUser user, String body) throws Exception {
        return as(user, put(SCHEDULE).contentType(MediaType.APPLICATION_JSON).content(body));
    }

    private static String everyDayAt(String... times) {
        return Arrays.stream(DayOfWeek.values())
                .flatMap(day -> Arrays.stream(times)
                        .map(time -> "{\"day\": \"%s\", \"time\": \"%s\"}"
                                .formatted(day.name().toLowerCase(Locale.ROOT), time)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void scheduleBeginsEmptyInTheZoneOfThePreferences() throws Exception {
        var user = users.fresh();
        as(user, get(SCHEDULE))
                .andExpect(status().isOk())
                .andExpect(header().string("ETag", "\"0\""))
                .andExpect(jsonPath("$.timezone").value("UTC"))
                .andExpect(jsonPath("$.slots").isEmpty());
        jdbc.sql("""
                        insert into user_preferences (user_id, timezone, created_at, updated_at)
                        values (:user, 'Asia/Kathmandu', now(), now())
                        """).param("user", user.id().value()).update();

        as(user, get(SCHEDULE)).andExpect(jsonPath("$.timezone").value("Asia/Kathmandu"));
    }

    @Test
    void scheduleIsReplacedByWhoHasSeenIt() throws Exception {
        var user = users.fresh();
        String body = """
                {"timezone": "Europe/Berlin", "mostADay": 3, "leastGapMinutes": 90,
                 "slots": [{"day": "monday", "time": "09:30", "platforms": ["x", "linkedin"]}, {"day": "sunday", "time": "02:30"}],
                 "blackouts": [{"day": "saturday", "from": "22:00", "to": "06:00"},
                               {"fromDate": "2026-12-24", "toDate": "2026-12-26"}]}
                """;

        set(user, body).andExpect(status().isOk()).andExpect(header().string("ETag", "\"1\""));

        as(user, get(SCHEDULE))
                .andExpect(jsonPath("$.slots[0].platforms[1]").value("linkedin"))
                .andExpect(jsonPath("$.slots[1].time").value("02:30"))
                .andExpect(jsonPath("$.blackouts[0].to").value("06:00"))
                .andExpect(jsonPath("$.blackouts[1].fromDate").value("2026-12-24"))
                .andExpect(jsonPath("$.mostADay").value(3));
        as(
                        user,
                        put(SCHEDULE)
                                .contentType(MediaType.APPLICATION_JSON)
                                .content(body)
                                .header("If-Match", "\"0\""))
                .andExpect(status().isPreconditionFailed())
                .andExpect(jsonPath("$.code").value("SCHEDULE_CHANGED"));
        as(
                        user,
                        put(SCHEDULE)
                                .contentType(MediaType.APPLICATION_JSON)
                                .content(body)
                                .header("If-Match", "\"1\""))
                .andExpect(status().isOk())
                .andExpect(header().string("ETag", "\"2\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                                                        | timezone
            {"timezone": "Mars/Olympus"}                                                                              | timezone
            {"timezone": "+02:00"}                                                                                    | timezone
            {"timezone": "UTC", "slots": [{"day": "someday", "time": "09:00"}]}                                       | slots[0].day
            {"timezone": "UTC", "slots": [{"day": "monday", "time": "9 am"}]}                                         | slots[0].time
            {"timezone": "UTC", "slots": [{"day": "monday", "time": "24:00"}]}                                        | slots[0].time
            {"timezone": "UTC", "slots": [{"time": "09:00"}]}                                                         | slots[0].day
            {"timezone": "UTC", "slots": [null]}                                                                      | slots[0]
            {"timezone": "UTC", "slots": [{"day": "monday", "time": "09:00", "platforms": ["myspace"]}]}              | slots[0].platforms[0]
            {"timezone": "UTC", "slots": [{"day": "monday", "time": "09:00"}, {"day": "MONDAY", "time": "09:00"}]}    | slots[1]
            {"timezone": "UTC", "blackouts": [{"day": "monday", "from": "09:00"}]}                                    | blackouts[0]
            {"timezone": "UTC", "blackouts": [{"day": "monday", "from": "09:00", "to": "10:00", "toDate": "2026-01-01"}]} | blackouts[0]
            {"timezone": "UTC", "blackouts": [{"day": "monday", "from": "09:00", "to": "25:00"}]}                     | blackouts[0].to
            {"timezone": "UTC", "blackouts": [{"fromDate": "2026-02-30", "toDate": "2026-03-01"}]}                    | blackouts[0].fromDate
            {"timezone": "UTC", "blackouts": [{"fromDate": "2026-03-02", "toDate": "2026-03-01"}]}                    | blackouts[0].toDate
            {"timezone": "UTC", "blackouts": [{"fromDate": "2026-03-02", "toDate": "+999999999-12-31"}]}              | blackouts[0].toDate
            {"timezone": "UTC", "mostADay": 0}                                                                        | mostADay
            {"timezone": "UTC", "leastGapMinutes": 1441}                                                              | leastGapMinutes
            """)
    void whatIsWrongIsNamed(String body, String field) throws Exception {
        set(users.fresh(), body)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.errors[*].field").value(hasItem(field)));
    }

    @Test
    void freeSlotsAreShown() throws Exception {
        var user = users.fresh();
        set(user, "{\"timezone\": \"Asia/Kathmandu\", \"slots\": %s}".formatted(everyDayAt("09:00", "17:00")));

        as(user, get(SCHEDULE + "/free-slots?limit=5"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.items.length()").value(5))
                .andExpect(jsonPath("$.items[0].at").isNotEmpty())
                .andExpect(jsonPath("$.items[0].zone").value("Asia/Kathmandu"));
        as(user, get(SCHEDULE + "/free-slots?from=2026-12-01T00:00:00Z&to=2027-12-01T00:00:00Z"))
                .andExpect(status().isBadRequest());
        as(user, get(SCHEDULE + "/free-slots?platforms=myspace")).andExpect(status().isBadRequest());
        as(user, get(SCHEDULE + "/free-slots").param("from", "+1000000000-12-31T23:59:59Z"))
                .andExpect(status().isBadRequest());
    }

    @Test
    void postsOfTheSameMomentGetSlotsOfTheirOwn() throws Exception {
        var member = social.linkedTo(Platform.X);
        set(member.user(), "{\"timezone\": \"Europe/Berlin\", \"slots\": %s}".formatted(everyDayAt("09:00", "17:00")));
        Callable<JsonNode> plan = () -> plan(member, "next-free-slot", 201);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var planned = threads.invokeAll(Collections.nCopies(12, plan)).stream()
                    .map(Future::resultNow)
                    .map(post -> post.path("scheduledAt").asString())
                    .toList();

            assertThat(planned).doesNotHaveDuplicates().hasSize(12);
        }
    }

    @Test
    void timeOnTheClockIsMeantInTheZoneOfTheScheduleOrTheOneThatIsNamed() throws Exception {
        var member = social.linkedTo(Platform.X);
        set(member.user(), "{\"timezone\": \"Asia/Kathmandu\"}");

        var own = plan(member, "2099-06-01T10:00", 201);
        var named = plan(member, "2099-06-01T10:00[America/New_York]", 201);

        assertThat(own.path("scheduledAt").asString()).isEqualTo("2099-06-01T04:15:00Z");
        assertThat(own.path("scheduledZone").asString()).isEqualTo("Asia/Kathmandu");
        assertThat(own.path("scheduledLocal").asString()).startsWith("2099-06-01T10:00");
        assertThat(named.path("scheduledAt").asString()).isEqualTo("2099-06-01T14:00:00Z");
        plan(member, "2099-06-01T10:00[Mars/Olympus]", 400);
        plan(member, "2099-06-01T10:00[", 400);
    }

    @Test
    void timeThatDoesNotFitNamesTheNextThatDoes() throws Exception {
        var member = social.linkedTo(Platform.X);
        set(member.user(), "{\"timezone\": \"UTC\", \"leastGapMinutes\": 30}");
        Instant at = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(86_400);
        plan(member, at.toString(), 201);

        var problem = plan(member, at.plusSeconds(60).toString(), 422);

        assertThat(problem.path("code").asString()).isEqualTo("SCHEDULE_TOO_CLOSE");
        assertThat(problem.path("nextPossible").asString())
                .isEqualTo(at.plusSeconds(1_800).toString());
        plan(member, problem.path("nextPossible").asString(), 201);
    }

    @Test
    void withoutSlotsThereIsNoNextOne() {
        var problem = plan(social.linkedTo(Platform.X), "next-free-slot", 422);

        assertThat(problem.path("code").asString()).isEqualTo("SCHEDULE_WITHOUT_SLOTS");
        assertThat(problem.path("action").asString()).contains("PUT /api/v1/social/schedule");
    }

    private JsonNode plan(Member member, String when, int expectedStatus) {
        return social.send(member, POSTS, """
                {"content": "Hi", "targets": [{"platform": "x"}], "when": "%s"}
                """.formatted(when), expectedStatus);
    }
}

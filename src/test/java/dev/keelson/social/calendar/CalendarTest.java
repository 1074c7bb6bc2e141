package dev.keelson.social.calendar;

import static dev.keelson.testing.TestUsers.as;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Timestamps;
import dev.keelson.social.SocialTest;
import dev.keelson.social.networks.Platform;
import dev.keelson.testing.TestUsers;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.StringReader;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.component.VEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import tools.jackson.databind.json.JsonMapper;

/** The calendar and its feed through the API. */
@SocialTest
class CalendarTest {
    private static final String CALENDAR = "/api/v1/social/calendar";

    @Autowired
    private MockMvc mvc;

    @Autowired
    private TestUsers users;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private JsonMapper json;

    @Autowired
    private MeterRegistry metrics;

    @Test
    void daysAreThoseOfTheUsersClock() throws Exception {
        var user = inVienna();
        // The hour that comes twice, and the last minute of the month, which is another day in UTC.
        insert(user, "scheduled", Instant.parse("2027-10-31T00:30:00Z"), "First", Platform.X);
        insert(user, "scheduled", Instant.parse("2027-10-31T01:30:00Z"), "Second", Platform.X);
        insert(user, "scheduled", Instant.parse("2027-10-31T22:59:00Z"), "Still October", Platform.X);
        insert(user, "scheduled", Instant.parse("2027-10-31T23:00:00Z"), "November", Platform.X);

        mvc.perform(get(CALENDAR)
                        .queryParam("from", "2027-10-30")
                        .queryParam("to", "2027-10-31")
                        .with(as(user)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.timeZone").value("Europe/Vienna"))
                .andExpect(jsonPath("$.days.length()").value(1))
                .andExpect(jsonPath("$.days[0].date").value("2027-10-31"))
                .andExpect(jsonPath("$.days[0].posts.length()").value(3))
                .andExpect(jsonPath("$.days[0].posts[0].local").value("2027-10-31T02:30:00+02:00"))
                .andExpect(jsonPath("$.days[0].posts[1].local").value("2027-10-31T02:30:00+01:00"))
                .andExpect(jsonPath("$.days[0].posts[1].at").value("2027-10-31T01:30:00Z"))
                .andExpect(jsonPath("$.days[0].posts[2].text").value("Still October"))
                .andExpect(jsonPath("$.days[0].posts[2].status").value("scheduled"))
                .andExpect(jsonPath("$.days[0].posts[2].platforms[0]").value("x"))
                .andExpect(jsonPath("$.gaps.length()").value(1))
                .andExpect(jsonPath("$.gaps[0]").value("2027-10-30"));
        mvc.perform(get(CALENDAR)
                        .queryParam("from", "2027-10-31")
                        .queryParam("to", "2027-10-31")
                        .queryParam("timeZone", "Asia/Tokyo")
                        .with(as(user)))
                .andExpect(jsonPath("$.days[0].posts.length()").value(2));
    }

    @Test
    void postsToOneNetworkThatAreTooCloseAreConflictsWhileTheyCanBeMoved() throws Exception {
        var user = users.fresh();
        var at = Instant.parse("2027-06-01T10:00:00Z");
        var first = insert(user, "scheduled", at, "One", Platform.X, Platform.LINKEDIN);
        var second = insert(user, "held", at.plusSeconds(300), "Two", Platform.LINKEDIN);
        insert(user, "scheduled", at.plusSeconds(300 + 900), "Far enough", Platform.LINKEDIN);
        insert(user, "published", at.plus(1, ChronoUnit.DAYS), "Out", Platform.X);
        insert(user, "published", at.plus(1, ChronoUnit.DAYS).plusSeconds(1), "Out too", Platform.X);

        mvc.perform(get(CALENDAR).queryParam("from", "2027-06-01").with(as(user)))
                .andExpect(jsonPath("$.to").value("2027-06-30"))
                .andExpect(jsonPath("$.conflicts.length()").value(1))
                .andExpect(jsonPath("$.conflicts[0].platform").value("linkedin"))
                .andExpect(jsonPath("$.conflicts[0].seconds").value(300))
                .andExpect(jsonPath("$.conflicts[0].posts[0]").value(first.toString()))
                .andExpect(jsonPath("$.conflicts[0].posts[1]").value(second.toString()))
                .andExpect(jsonPath("$.days[0].posts[1].holdReason").value("missed"))
                .andExpect(jsonPath("$.gaps.length()").value(28));
        mvc.perform(get(CALENDAR)
                        .queryParam("from", "2027-06-01")
                        .queryParam("platforms", "x")
                        .with(as(user)))
                .andExpect(jsonPath("$.days[0].posts.length()").value(1))
                .andExpect(jsonPath("$.conflicts.length()").value(0));
    }

    @Test
    void scheduleOfTheUserSaysWhoseClockAndHowClose() throws Exception {
        var user = inVienna();
        schedule(user, "Asia/Tokyo", 60);
        var first = insert(user, "scheduled", Instant.parse("2027-06-01T16:00:00Z"), "One", Platform.X);
        var second = insert(user, "scheduled", Instant.parse("2027-06-01T16:45:00Z"), "Two", Platform.X);

        mvc.perform(get(CALENDAR).queryParam("from", "2027-06-02").with(as(user)))
                .andExpect(jsonPath("$.timeZone").value("Asia/Tokyo"))
                .andExpect(jsonPath("$.leastGap").value(3600))
                .andExpect(jsonPath("$.days[0].posts[0].local").value("2027-06-02T01:00:00+09:00"))
                .andExpect(jsonPath("$.conflicts[0].posts[0]").value(first.toString()))
                .andExpect(jsonPath("$.conflicts[0].posts[1]").value(second.toString()));
    }

    @Test
    void thisMonthIsShownWhereNothingElseIsAskedForAndOnlyOnce() throws Exception {
        var user = users.fresh();
        insert(user, "failed", null, "Sent at once", Platform.X);
        insert(user, "draft", null, "Has no time", Platform.X);
        insert(user, "deleted", Instant.now(), "Gone", Platform.X);
        insert(users.fresh(), "scheduled", Instant.now(), "Another's", Platform.X);

        String etag = mvc.perform(get(CALENDAR).with(as(user)))
                .andExpect(jsonPath("$.days.length()").value(1))
                .andExpect(jsonPath("$.days[0].posts.length()").value(1))
                .andExpect(jsonPath("$.days[0].posts[0].text").value("Sent at once"))
                .andReturn()
                .getResponse()
                .getHeader("ETag");

        mvc.perform(get(CALENDAR).header("If-None-Match", String.valueOf(etag)).with(as(user)))
                .andExpect(status().isNotModified());
    }

    @ParameterizedTest
    @CsvSource({
        "from=2027-01-01&to=2027-06-01, to",
        "from=2027-02-01&to=2027-01-01, to",
        "from=1066-10-14,               from",
        "from=2999-12-31&to=3000-01-01, to",
        "timeZone=Mars/Base,            timeZone",
        "platforms=myspace,             platforms"
    })
    void rangesThatAreNoneAreRefused(String query, String field) throws Exception {
        mvc.perform(get(URI.create(CALENDAR + "?" + query)).with(as(users.fresh())))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.errors[0].field").value(field));
    }

    @Test
    void feedIsReadByItsSecretUntilAnotherIsMadeOrItIsRevoked() throws Exception {
        var user = inVienna();
        var soon = Instant.now().plus(3, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        var post = insert(user, "scheduled", soon, "Hello, feed; with\nlines 😀", Platform.X);
        insert(user, "deleted", soon, "Taken back", Platform.X);
        insert(user, "published", Instant.now().minus(31, ChronoUnit.DAYS), "Too long ago", Platform.X);
        insert(user, "draft", null, "No time", Platform.X);
        mvc.perform(get(CALENDAR + "/feed").with(as(user)))
                .andExpect(jsonPath("$.exists").value(false));

        String first = make(user);
        assertThat(events(read(first).getContentAsString(UTF_8)))
                .extracting(
                        event -> event.getRequiredProperty("DESCRIPTION").getValue(),
                        event -> event.getRequiredProperty("STATUS").getValue())
                .containsExactlyInAnyOrder(
                        tuple("Hello, feed; with\nlines 😀", "TENTATIVE"), tuple("Taken back", "CANCELLED"));
        assertThat(read(first).getContentAsString(UTF_8).replace("\r\n ", ""))
                .contains("UID:post-%s@keelson".formatted(post));
        mvc.perform(get(CALENDAR + "/feed").with(as(user)))
                .andExpect(jsonPath("$.exists").value(true))
                .andExpect(jsonPath("$.since").exists())
                .andExpect(jsonPath("$.url").doesNotExist());

        String second = make(user);
        assertThat(second).isNotEqualTo(first);
        assertThat(read(first).getStatus()).isEqualTo(404);
        assertThat(read(second).getStatus()).isEqualTo(200);

        mvc.perform(delete(CALENDAR + "/feed").with(as(user))).andExpect(status().isNoContent());
        assertThat(read(second).getStatus()).isEqualTo(404);
        mvc.perform(delete(CALENDAR + "/feed").with(as(user))).andExpect(status().isNoContent());
    }

    @Test
    void feedSaysWhetherItHasChanged() throws Exception {
        var user = users.fresh();
        insert(user, "scheduled", Instant.now().plus(1, ChronoUnit.DAYS), "Text", Platform.X);
        String feed = make(user);
        var answer = read(feed);

        assertThat(answer.getContentType()).isEqualTo("text/calendar;charset=UTF-8");
        assertThat(answer.getHeader("Cache-Control")).contains("private").contains("max-age=0");
        assertThat(answer.getHeader("Last-Modified")).isNotNull();
        mvc.perform(get(feed).header("If-None-Match", String.valueOf(answer.getHeader("ETag"))))
                .andExpect(status().isNotModified());
        mvc.perform(get(feed).header("If-Modified-Since", String.valueOf(answer.getHeader("Last-Modified"))))
                .andExpect(status().isNotModified());

        insert(user, "scheduled", Instant.now().plus(2, ChronoUnit.DAYS), "More", Platform.X);
        mvc.perform(get(feed).header("If-None-Match", String.valueOf(answer.getHeader("ETag"))))
                .andExpect(status().isOk());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"suspended = true, status = 'suspended'", "status = 'deleted', deleted_at = now(), email = null"
            })
    void feedOfWhoMayNotUseTheProductIsGone(String become) throws Exception {
        var user = users.fresh();
        String feed = make(user);

        jdbc.sql("update users set %s where id = :id".formatted(become))
                .param("id", user.id().value())
                .update();

        assertThat(read(feed).getStatus()).isEqualTo(404);
    }

    @Test
    void secretIsKeptNowhereAndToldNobody() throws Exception {
        var user = users.fresh();
        String feed = make(user);
        String token = feed.substring(feed.lastIndexOf('/') + 1).replace(".ics", "");
        var logged = new ListAppender<ILoggingEvent>();
        var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        logged.start();
        root.addAppender(logged);
        var level = root.getLevel();
        root.setLevel(Level.INFO);
        try {
            read(feed);
            make(user);
            String problem = read(feed).getContentAsString();

            assertThat(problem)
                    .contains("CALENDAR_FEED_NOT_FOUND", "/social/calendar/***\"")
                    .doesNotContain(token);
        } finally {
            root.setLevel(level);
            root.detachAppender(logged);
        }
        assertThat(List.copyOf(logged.list))
                .noneMatch(line -> line.getFormattedMessage().contains(token));
        assertThat(metrics.getMeters())
                .noneMatch(meter -> meter.getId().toString().contains(token));
        assertThat(jdbc.sql("select count(*) from calendar_feeds f where f::text like '%' || :token || '%'")
                        .param("token", token)
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(token).hasSize(43);
    }

    private void schedule(CurrentUser user, String zone, int leastGapMinutes) throws Exception {
        mvc.perform(put("/api/v1/social/schedule")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"timezone\": \"%s\", \"leastGapMinutes\": %d}".formatted(zone, leastGapMinutes))
                        .with(as(user)))
                .andExpect(status().isOk());
    }

    private CurrentUser inVienna() {
        var user = users.fresh();
        jdbc.sql("insert into user_preferences (user_id, timezone, created_at, updated_at)"
                        + " values (:user, 'Europe/Vienna', now(), now())")
                .param("user", user.id().value())
                .update();
        return user;
    }

    private UUID insert(CurrentUser user, String status, @Nullable Instant at, String text, Platform... platforms) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        insert into posts (id, user_id, content, media_urls, status, hold_reason, scheduled_at, published_at,
                          deleted_at, created_at, updated_at, version)
                        values (:id, :user, :text, '{}', :status, case when :status = 'held' then 'missed' end, :at,
                          case when :status = 'published' then :at::timestamptz end, case when :status = 'deleted' then now() end,
                          now(), now(), 1)
                        """)
                .param("id", id)
                .param("user", user.id().value())
                .param("text", text)
                .param("status", status)
                .param("at", Timestamps.at(at))
                .update();
        for (var platform : platforms) {
            jdbc.sql("insert into post_targets (id, post_id, user_id, platform, status)"
                            + " values (gen_random_uuid(), :post, :user, :platform, 'pending')")
                    .param("post", id)
                    .param("user", user.id().value())
                    .param("platform", platform.id())
                    .update();
        }
        return id;
    }

    private String make(CurrentUser user) throws Exception {
        var made = mvc.perform(put(CALENDAR + "/feed").with(as(user)))
                .andExpect(status().isOk())
                .andExpect(header().string("Cache-Control", "no-store"))
                .andReturn()
                .getResponse()
                .getContentAsString();
        return URI.create(json.readTree(made).path("url").asString()).getPath();
    }

    private MockHttpServletResponse read(String feed) throws Exception {
        return mvc.perform(get(feed)).andReturn().getResponse();
    }

    private static List<VEvent> events(String document) throws Exception {
        return new CalendarBuilder().build(new StringReader(document)).getComponents(Component.VEVENT);
    }
}

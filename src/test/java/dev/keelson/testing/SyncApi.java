package dev.keelson.testing;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks for reconciliations and follows them, as an administrator does. */
@TestComponent
public class SyncApi {
    private static final String JOBS = "/api/v1/admin/sync-jobs";
    private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled");

    private final MockMvc mvc;
    private final TestUsers users;
    private final JsonMapper json;

    SyncApi(MockMvc mvc, TestUsers users, JsonMapper json) {
        this.mvc = mvc;
        this.users = users;
        this.json = json;
    }

    /** Asks for a job by its JSON. */
    public ResultActions request(CurrentUser admin, String body) {
        try {
            return mvc.perform(post(JOBS)
                    .with(TestUsers.as(admin))
                    .contentType(MediaType.APPLICATION_JSON)
                    .content(body));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks for a job and waits for its end. */
    public JsonNode run(String body) {
        return ended(start(body));
    }

    /** Asks for a job that is accepted, and gives its id. */
    public String start(String body) {
        try {
            var response = request(admin(), body).andReturn().getResponse();
            if (response.getStatus() != 202) {
                throw new AssertionError(response.getContentAsString());
            }
            return json.readTree(response.getContentAsString()).path("id").asString();
        } catch (java.io.UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The report of a job that has ended. */
    public JsonNode ended(String id) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> report(id),
                        report ->
                                ENDED.contains(report.path("job").path("status").asString("")));
    }

    public JsonNode report(String id) {
        try {
            return json.readTree(mvc.perform(get(JOBS + "/" + id).with(TestUsers.as(admin())))
                    .andReturn()
                    .getResponse()
                    .getContentAsString());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many differences of that kind the job has found. */
    public static long count(JsonNode report, String entity, String kind) {
        return report.path("counts")
                .valueStream()
                .filter(count -> count.path("entity").asString().equals(entity)
                        && count.path("kind").asString().equals(kind))
                .mapToLong(count -> count.path("noticed").asLong())
                .sum();
    }

    /** Whom nobody compares: known neither to Clerk nor long enough to be missed there. */
    private CurrentUser admin() {
        return users.fresh(Role.ADMIN);
    }
}

package dev.keelson.auth;

import static dev.keelson.testing.TestUsers.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.jayway.jsonpath.JsonPath;
import dev.keelson.auth.PersonalData.Topic;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.UserId;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/** Exports as a job: ordered, made, fetched, expired. What is in them, {@code PrivacyTest} says. */
@KeelsonTest
class DataExportTest {
    @Autowired
    private TestUsers users;

    @Autowired
    private DataExports exports;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private PrivacySettings settings;

    @Autowired
    private JsonMapper json;

    @Autowired
    private MockMvc mvc;

    @Test
    void whileOneIsBeingMadeItIsTheAnswer() {
        var user = users.fresh();
        UUID waiting = queued(user.id());

        assertThat(exports.request(user.id()).id()).isEqualTo(waiting);
    }

    @Test
    void fourthInADayIsTooMany() throws Exception {
        var user = users.fresh();
        for (int i = 0; i < 3; i++) {
            ready(user);
        }

        mvc.perform(post("/api/v1/me/exports").with(as(user)))
                .andExpect(status().isTooManyRequests())
                .andExpect(header().exists("Retry-After"));
    }

    @Test
    void contentIsStoredEncryptedAndComesWhole() throws Exception {
        var user = users.fresh();
        String id = ready(user);

        byte[] content = mvc.perform(
                        get("/api/v1/me/exports/%s/content".formatted(id)).with(as(user)))
                .andExpect(status().isOk())
                .andExpect(header().string(
                                "Content-Disposition", "attachment; filename=\"keelson-export-%s.zip\"".formatted(id)))
                .andReturn()
                .getResponse()
                .getContentAsByteArray();

        assertThat(content).startsWith('P', 'K').hasSize(bytes(id));
        assertThat(jdbc.sql("""
                                select position('README'::bytea in content) from data_export_chunks
                                where export_id = :id and number = 0
                                """)
                        .param("id", UUID.fromString(id))
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(audited(user)).containsExactly("export.requested", "export.ready", "export.downloaded");
    }

    @Test
    void expiredOneIsGone() throws Exception {
        var user = users.fresh();
        String id = ready(user);
        jdbc.sql("update data_exports set expires_at = now() where id = :id")
                .param("id", UUID.fromString(id))
                .update();
        var content = get("/api/v1/me/exports/%s/content".formatted(id)).with(as(user));
        mvc.perform(content)
                .andExpect(status().isConflict())
                .andExpect(jsonPath("$.code").value("EXPORT_NOT_READY"));

        exports.expire();

        assertThat(exports.chunk(UUID.fromString(id), 0)).isEmpty();
        mvc.perform(get("/api/v1/me/exports/" + id).with(as(user)))
                .andExpect(jsonPath("$.status").value("expired"));
    }

    @Test
    void crashLeavesNothingAndTheNextAttemptMakesAllOfIt() {
        var user = users.fresh();
        UUID id = queued(user.id());
        var crashes = new AtomicInteger(1);
        var make = making(() -> {
            if (crashes.getAndDecrement() > 0) {
                throw new IllegalStateException("the process ended here");
            }
        });

        assertThat(catchThrowable(() -> make.run(id))).isInstanceOf(IllegalStateException.class);
        assertThat(exports.chunk(id, 0)).isEmpty();
        make.run(id);

        assertThat(exports.find(id).orElseThrow().status()).isEqualTo(DataExports.Status.READY);
        assertThat(exports.chunk(id, 0)).isPresent();
    }

    @Test
    void oneThatNeverWorksHasFailedInTheEnd() {
        UUID id = queued(users.fresh().id());
        var make = making(() -> {
            throw new IllegalStateException("as always");
        });

        for (int i = 0; i < settings.export().attempts(); i++) {
            assertThat(catchThrowable(() -> make.run(id))).hasMessage("as always");
        }
        make.run(id);

        assertThat(exports.find(id).orElseThrow().status()).isEqualTo(DataExports.Status.FAILED);
    }

    private MakeExport making(Runnable onRow) {
        PersonalData data = () -> List.of(new Topic("much", "Much.", Set.of(), (_, row) -> {
            for (int i = 0; i < 50_000; i++) {
                row.accept(
                        json.createObjectNode().put("value", UUID.randomUUID().toString()));
            }
            onRow.run();
        }));
        return new MakeExport(exports, List.of(data), settings, jdbc, transactions, InstantSource.system());
    }

    /** Without its task. */
    private UUID queued(UserId user) {
        UUID id = UUID.randomUUID();
        jdbc.sql("insert into data_exports (id, user_id, requested_at) values (:id, :user, now())")
                .param("id", id)
                .param("user", user.value())
                .update();
        return id;
    }

    private String ready(CurrentUser user) throws Exception {
        String id = JsonPath.read(
                mvc.perform(post("/api/v1/me/exports").with(as(user)))
                        .andExpect(status().isAccepted())
                        .andReturn()
                        .getResponse()
                        .getContentAsString(),
                "$.id");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> mvc.perform(get("/api/v1/me/exports/" + id).with(as(user)))
                        .andExpect(jsonPath("$.status").value("ready")));
        return id;
    }

    private int bytes(String id) {
        return jdbc.sql("select bytes from data_exports where id = :id")
                .param("id", UUID.fromString(id))
                .query(Integer.class)
                .single();
    }

    private List<String> audited(CurrentUser user) {
        return jdbc.sql("select action from audit_log where actor_id = :user order by occurred_at, id")
                .param("user", user.id().value())
                .query((row, _) -> row.getString("action"))
                .list();
    }
}

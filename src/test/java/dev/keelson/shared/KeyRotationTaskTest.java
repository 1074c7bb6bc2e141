package dev.keelson.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** A node that has a new primary key. */
@KeelsonTest
@TestPropertySource(
        properties = {
            "db-scheduler.polling-interval=100ms",
            "keelson.encryption.keyset={\"primaryKeyId\":2,\"key\":[" + KeyRotationTaskTest.OLD + ","
                    + "{\"keyData\":{\"typeUrl\":\"type.googleapis.com/google.crypto.tink.AesGcmKey\",\"value\":"
                    + "\"GiABAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==\",\"keyMaterialType\":\"SYMMETRIC\"},"
                    + "\"status\":\"ENABLED\",\"keyId\":2,\"outputPrefixType\":\"TINK\"}]}"
        })
class KeyRotationTaskTest {
    static final String OLD =
            "{\"keyData\":{\"typeUrl\":\"type.googleapis.com/google.crypto.tink.AesGcmKey\",\"value\":"
                    + "\"GiAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==\",\"keyMaterialType\":\"SYMMETRIC\"},"
                    + "\"status\":\"ENABLED\",\"keyId\":1,\"outputPrefixType\":\"TINK\"}";

    private static final EncryptedColumn COLUMN = new EncryptedColumn("social_profiles", "id", "profile_key");

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TestUsers users;

    @Autowired
    private KeyRotation rotation;

    @Autowired
    private SchedulerClient scheduler;

    private final UUID row = UUID.randomUUID();

    @AfterEach
    void remove() {
        jdbc.sql("delete from social_profiles where id = :id").param("id", row).update();
    }

    private void rowUnderTheOldKey() throws Exception {
        var old = new Encryption(new Encryption.Settings("{\"primaryKeyId\":1,\"key\":[" + OLD + "]}", null));
        jdbc.sql("""
                        insert into social_profiles (id, user_id, state, ref_id, profile_key, claim, claimed_until, created_at,
                          updated_at)
                        values (:id, :user, 'active', :ref, :key, :id, now(), now(), now())
                        """)
                .param("id", row)
                .param("user", users.fresh().id().value())
                .param("ref", "ref-" + row)
                .param("key", old.encrypt("a profile key", COLUMN, row))
                .update();
    }

    private long tasks() {
        return jdbc.sql("select count(*) from scheduled_tasks where task_name = 'encryption-rotate'")
                .query(Long.class)
                .single();
    }

    @Test
    void rowsUnderAnOldKeyAreFoundAtTheStartAndEncryptedAnew() throws Exception {
        rowUnderTheOldKey();
        assertThat(rotation.state().finished()).isFalse();

        rotation.startWhereNeeded();

        await().untilAsserted(() -> assertThat(rotation.state().finished()).isTrue());
        assertThat(rotation.state().rows()).extracting(KeyRotation.Rows::keyId).containsExactly(2L);
        await().untilAsserted(() -> assertThat(tasks()).isZero());
    }

    @Test
    void whereNothingIsUnderAnOldKeyNothingIsStarted() {
        rotation.startWhereNeeded();

        assertThat(tasks()).isZero();
    }

    @Test
    void taskForAnotherNodesKeyIsLeftToItAndGivenUpInTheEnd() throws Exception {
        rowUnderTheOldKey();
        scheduler.scheduleIfNotExists(
                KeyRotationTask.ROTATE
                        .instance("7")
                        .data(new KeyRotationTask.Target(7, Instant.now().plusSeconds(600)))
                        .build(),
                Instant.now());

        await().untilAsserted(() ->
                assertThat(jdbc.sql("""
                        select last_success is not null and execution_time > now() + interval '10 seconds'
                        from scheduled_tasks where task_name = 'encryption-rotate' and task_instance = '7'
                        """).query(Boolean.class).single()).isTrue());
        assertThat(rotation.state().finished()).isFalse();

        scheduler.cancel(KeyRotationTask.ROTATE.instanceId("7"));
        scheduler.scheduleIfNotExists(
                KeyRotationTask.ROTATE
                        .instance("7")
                        .data(new KeyRotationTask.Target(7, Instant.now().minusSeconds(1)))
                        .build(),
                Instant.now());

        await().untilAsserted(() -> assertThat(tasks()).isZero());
        assertThat(rotation.state().finished()).isFalse();
    }
}

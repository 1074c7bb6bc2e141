package dev.keelson.webhooks;

import static dev.keelson.webhooks.RetentionFixture.dayBefore;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keelson.testing.BesideOthers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person's events leave the archives, and what is stored about a file is always true of the file that is there. */
@BesideOthers
class ArchivedBodiesTest {
    private static final LocalDate DAY = dayBefore(40);
    private static final String GONE = "cus_person_1";

    @TempDir
    private Path directory;

    private final RetentionFixture inbox = new RetentionFixture();

    @BeforeEach
    void archiveADay() {
        inbox.partitionsAsOf(40);
        inbox.receive("person_", 3, DAY);
        receive("card_of_1", "{\"customer\": null, \"was\": \"cus_person_1\"}".getBytes(StandardCharsets.UTF_8));
        receive("bytes_of_1", bytes("cus_person_1", 0xED));
        receive("bytes_of_2", bytes("cus_person_2", 0xED));
        inbox.jdbc.sql("delete from webhook_work").update();
        // Neither a customer nor a user: whom it is about, only the body tells.
        inbox.jdbc
                .sql("update webhook_event set subject = 'pm_' || event_id where event_id not like 'person%'")
                .update();
        assertThat(inbox.retention(directory).run(() -> false)).isTrue();
    }

    @AfterEach
    void close() {
        inbox.close();
    }

    @Test
    void linesOfThePersonAreGoneAndTheOthersStayAsTheyWere() throws IOException {
        List<String> before = lines();

        bodies().forget(List.of(GONE), Instant.EPOCH);

        assertThat(ids()).containsExactly("person_0", "person_2", "bytes_of_2");
        assertThat(before).containsAll(lines());
        assertThatStoredIsTrue(3);
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void fileThatHoldsNothingOfThePersonIsLeftAlone() throws IOException {
        byte[] before = Files.readAllBytes(file());

        bodies().forget(List.of("cus_somebody_else"), Instant.EPOCH);

        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void fileThatWasArchivedBeforeTheTimeInQuestionIsLeftAlone() throws IOException {
        bodies().forget(List.of(GONE), RetentionFixture.NOW.plusSeconds(1));

        assertThat(ids()).hasSize(6);
    }

    @Test
    void endBeforeTheNewFileTookItsPlaceIsMadeGood() throws IOException {
        inbox.jdbc
                .sql(
                        "update webhook_retention set next_sha256 = 'of a file that is not there', next_bytes = 1, next_events = 1 where file is not null")
                .update();
        Files.writeString(directory.resolve(file().getFileName() + ".next"), "half of it");

        bodies().forget(List.of(GONE), Instant.EPOCH);

        assertThat(ids()).hasSize(3);
        assertThatStoredIsTrue(3);
    }

    @Test
    void endAfterTheNewFileTookItsPlaceIsMadeGood() throws IOException {
        Map<String, Object> before = stored();
        bodies().forget(List.of(GONE), Instant.EPOCH);
        inbox.jdbc.sql("""
                        update webhook_retention set next_sha256 = sha256, next_bytes = bytes, next_events = events,
                          sha256 = :sha256, bytes = :bytes, events = :events where file is not null
                        """).params(before).update();

        bodies().forget(List.of(GONE), Instant.EPOCH);

        assertThatStoredIsTrue(3);
    }

    @Test
    void fileThatIsNotRecordedYetIsWaitedFor() {
        inbox.jdbc.sql("update webhook_retention set archived_at = null").update();

        assertThatThrownBy(() -> bodies().forget(List.of(GONE), Instant.EPOCH))
                .hasMessageContaining("is being finished");
    }

    @Test
    void personIsShownTheirs() {
        var shown = new ArrayList<String>();

        bodies().show(List.of(GONE), event -> shown.add(event.path("eventId").asString()));

        assertThat(shown).containsExactly("person_1", "card_of_1", "bytes_of_1");
    }

    private ArchivedBodies bodies() {
        return new ArchivedBodies(inbox.jdbc, inbox.transactions, inbox.settings(directory, 100), inbox.json);
    }

    private void receive(String id, byte[] body) {
        inbox.receive(id, InboxTable.start(DAY).toInstant().plusSeconds(60), body);
    }

    /** No text: it stands in the archive as base64. */
    private static byte[] bytes(String name, int last) {
        byte[] text = (name + "?").getBytes(StandardCharsets.ISO_8859_1);
        text[text.length - 1] = (byte) last;
        return text;
    }

    private Path file() {
        return directory.resolve("webhook-events-%s.ndjson.gz".formatted(DAY));
    }

    private List<String> lines() {
        var lines = new ArrayList<String>();
        new ArchiveFile(directory, DAY).lines(lines::add);
        return lines;
    }

    private List<String> ids() {
        return lines().stream()
                .map(line -> inbox.json.readTree(line).path("event_id").asString())
                .toList();
    }

    private Map<String, Object> stored() {
        return inbox.jdbc
                .sql("select sha256, bytes, events from webhook_retention where file is not null")
                .query((row, _) -> Map.<String, Object>of(
                        "sha256",
                        row.getString("sha256"),
                        "bytes",
                        row.getLong("bytes"),
                        "events",
                        row.getLong("events")))
                .single();
    }

    private void assertThatStoredIsTrue(long events) throws IOException {
        assertThat(stored())
                .containsEntry("sha256", sha256(Files.readAllBytes(file())))
                .containsEntry("bytes", Files.size(file()))
                .containsEntry("events", events);
        assertThat(inbox.count("webhook_retention where next_sha256 is not null"))
                .isZero();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package dev.keelson.webhooks;

import dev.keelson.shared.Timestamps;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events about one person in the archives. A file is rewritten without them next to the old one and takes its place at
 * once; what is stored about it follows in two steps, of which the first tells after a crash which file is there.
 */
@Component
class ArchivedBodies {
    private static final Logger log = LoggerFactory.getLogger(ArchivedBodies.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate oneAtATime;
    private final TransactionTemplate committedNow;
    private final JsonMapper json;
    private final @Nullable Path directory;

    ArchivedBodies(
            JdbcClient jdbc, PlatformTransactionManager transactions, RetentionSettings settings, JsonMapper json) {
        this.jdbc = jdbc;
        this.oneAtATime = new TransactionTemplate(transactions);
        this.committedNow = new TransactionTemplate(transactions);
        committedNow.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.json = json;
        this.directory = settings.archiveDirectory();
    }

    private record Archived(
            LocalDate day, String sha256, @Nullable String nextSha256) {
        static Archived read(ResultSet row, int number) throws SQLException {
            return new Archived(
                    row.getObject("day", LocalDate.class), row.getString("sha256"), row.getString("next_sha256"));
        }
    }

    /** @throws IllegalStateException where a file got its name and is not recorded yet: another time it will be */
    void forget(List<String> names, Instant since) {
        if (directory == null) {
            return;
        }
        oneAtATime.executeWithoutResult(_ -> {
            jdbc.sql("select pg_advisory_xact_lock(hashtext('webhook-archives'))")
                    .query()
                    .singleRow();
            refuseUnrecorded();
            finishInterrupted();
            archived(since).forEach(day -> forget(day, names));
        });
    }

    /** The events about a person, day by day. */
    void show(List<String> names, Consumer<JsonNode> event) {
        if (directory == null) {
            return;
        }
        for (Archived day : archived(Instant.EPOCH)) {
            file(day).lines(line -> {
                JsonNode read = json.readTree(line);
                if (isAbout(read, names)) {
                    event.accept(shown(read));
                }
            });
        }
    }

    private List<Archived> archived(Instant since) {
        return jdbc
                .sql("select * from webhook_retention where archived_at >= :since order by day")
                .param("since", Timestamps.at(since))
                .query(Archived::read)
                .list()
                .stream()
                .filter(day -> file(day).exists())
                .toList();
    }

    private void forget(Archived day, List<String> names) {
        ArchiveFile file = file(day);
        // Most files hold nothing of a person: the text is looked at first, and only what may be theirs is parsed.
        if (!file.anyLine(line -> isAbout(line, names))) {
            return;
        }
        var next = file.writeNext(line -> !isAbout(line, names), ArchiveRows::number);
        committedNow.executeWithoutResult(_ -> jdbc.sql("""
                        update webhook_retention set next_sha256 = :sha256, next_bytes = :bytes, next_events = :events
                        where day = :day
                        """)
                .param("sha256", next.content().sha256())
                .param("bytes", next.bytes())
                .param("events", next.content().lines())
                .param("day", day.day())
                .update());
        file.replaceByNext();
        replaced(day.day());
        log.info(
                "webhooks=archive_rewritten day={} sha256={}",
                day.day(),
                next.content().sha256());
    }

    /** A run before this one may have ended between the two. */
    private void finishInterrupted() {
        List<Archived> begun = jdbc.sql("select * from webhook_retention where next_sha256 is not null")
                .query(Archived::read)
                .list();
        for (Archived day : begun) {
            if (file(day).exists() && file(day).sha256().equals(day.nextSha256())) {
                replaced(day.day());
            } else {
                committedNow.executeWithoutResult(
                        _ -> jdbc.sql("""
                                update webhook_retention set next_sha256 = null, next_bytes = null, next_events = null
                                where day = :day
                                """).param("day", day.day()).update());
            }
        }
    }

    private void replaced(LocalDate day) {
        committedNow.executeWithoutResult(_ -> jdbc.sql("""
                        update webhook_retention set sha256 = next_sha256, bytes = next_bytes, events = next_events,
                          next_sha256 = null, next_bytes = null, next_events = null
                        where day = :day and next_sha256 is not null
                        """).param("day", day).update());
    }

    private void refuseUnrecorded() {
        List<LocalDate> beingWritten = jdbc.sql("select day from webhook_retention where archived_at is null")
                .query((row, _) -> row.getObject("day", LocalDate.class))
                .list();
        for (LocalDate day : beingWritten) {
            if (new ArchiveFile(directory(), day).exists()) {
                throw new IllegalStateException("the archive of %s is being finished".formatted(day));
            }
        }
    }

    private ArchiveFile file(Archived day) {
        return new ArchiveFile(directory(), day.day());
    }

    private Path directory() {
        return Objects.requireNonNull(directory);
    }

    private boolean isAbout(String line, List<String> names) {
        boolean mayBe = line.contains("\"body_base64\"") || names.stream().anyMatch(line::contains);
        return mayBe && isAbout(json.readTree(line), names);
    }

    /** The same as {@code SubjectBodies.ABOUT}: a day's file and its partition hold the same events until it is dropped. */
    private static boolean isAbout(JsonNode line, Collection<String> names) {
        String subject = line.path("subject").asString("");
        if (names.contains(subject)) {
            return true;
        }
        if (subject.startsWith("cus_") || subject.startsWith("user_")) {
            return false;
        }
        String body = new String(body(line), StandardCharsets.ISO_8859_1);
        return names.stream().anyMatch(body::contains);
    }

    private JsonNode shown(JsonNode line) {
        ObjectNode event = json.createObjectNode()
                .put("vendor", line.path("provider").asString())
                .put("eventId", line.path("event_id").asString())
                .put("type", line.path("type").asString())
                .put("subject", line.path("subject").asString())
                .put("occurredAt", line.path("occurred_at").asString())
                .put("receivedAt", line.path("received_at").asString());
        return event.set("body", readable(json, body(line)));
    }

    private static byte[] body(JsonNode line) {
        return line.has("body")
                ? line.get("body").asString().getBytes(StandardCharsets.UTF_8)
                : Base64.getDecoder().decode(line.path("body_base64").asString(""));
    }

    /** The body as JSON, and as text where it is none. */
    static JsonNode readable(JsonMapper json, byte[] body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            return json.getNodeFactory().stringNode(new String(body, StandardCharsets.UTF_8));
        }
    }
}

package dev.keelson.auth;

import dev.keelson.auth.DataExports.Export;
import dev.keelson.auth.DataExports.Status;
import dev.keelson.auth.PersonalData.Topic;
import dev.keelson.shared.UserId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes an export: a ZIP with a JSON file for each topic, written and stored piece by piece. All of it is one transaction on one
 * snapshot of the database, so what it says fits together, and a crash leaves nothing.
 */
@Component
class MakeExport {
    private static final Logger log = LoggerFactory.getLogger(MakeExport.class);

    private final DataExports exports;
    private final List<Topic> topics;
    private final PrivacySettings.Exporting settings;
    private final JdbcClient jdbc;
    private final TransactionTemplate snapshot;
    private final InstantSource clock;
    private final JsonMapper json;

    MakeExport(
            DataExports exports,
            List<PersonalData> personalData,
            PrivacySettings settings,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            InstantSource clock) {
        this.exports = exports;
        this.topics = personalData.stream()
                .flatMap(data -> data.topics().stream())
                .sorted(Comparator.comparing(Topic::file))
                .toList();
        this.settings = settings.export();
        this.jdbc = jdbc;
        this.snapshot = new TransactionTemplate(transactions);
        snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.clock = clock;
        this.json = JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build();
    }

    List<Topic> topics() {
        return topics;
    }

    /** Does nothing where the export has been made, given up, or erased with its user. */
    void run(UUID id) {
        int attempt = exports.begin(id);
        if (attempt == 0) {
            return;
        }
        if (attempt > settings.attempts()) {
            exports.failed(id);
            log.error("export=failed export={} attempts={}", id, attempt - 1);
            return;
        }
        snapshot.executeWithoutResult(_ -> exports.find(id)
                .filter(export -> export.status() == Status.RUNNING)
                .ifPresent(this::write));
    }

    private void write(Export export) {
        // Much is read, and nobody waits for it.
        jdbc.sql("set local statement_timeout = 0").update();
        var chunks = new ExportChunks(exports, export.id(), settings.chunkSize());
        try (var zip = new ZipOutputStream(chunks, StandardCharsets.UTF_8)) {
            entry(zip, "README.txt");
            zip.write(readme().getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
            for (Topic topic : topics) {
                entry(zip, topic.file() + ".json");
                write(topic, export.user(), zip);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        exports.ready(export, chunks.written());
        log.info("export=ready export={} bytes={}", export.id(), chunks.written());
    }

    private void entry(ZipOutputStream zip, String name) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTime(clock.instant().toEpochMilli());
        zip.putNextEntry(entry);
    }

    private void write(Topic topic, UserId user, OutputStream out) {
        try (JsonGenerator generator = json.createGenerator(out)) {
            generator.writeStartArray();
            topic.rows().show(user, row -> json.writeValue(generator, row));
            generator.writeEndArray();
        }
    }

    private String readme() {
        var text = new StringBuilder("""
                This is what is held about you here. Each file is a list in JSON (https://www.json.org), which people can read
                and programs can take over. Times are ISO 8601; amounts are in the smallest unit of their currency.
                Secrets, such as keys and tokens, are left out.

                """);
        topics.forEach(topic -> text.append("%s.json%n    %s%n".formatted(topic.file(), topic.about())));
        return text.toString();
    }
}

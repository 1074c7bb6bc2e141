package dev.keelson.shared;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * How far the way from one encryption key to the next is: which key encrypts, what is still under another one, and the task that
 * changes it. {@code encryption.rows.old_key} measures it, by column.
 */
@Component
public class KeyRotation {
    private static final Logger log = LoggerFactory.getLogger(KeyRotation.class);

    /** A node whose key set is not the new one yet leaves the task to others, for so long. */
    private static final Duration MAY_BE_PUT_OFF = Duration.ofHours(1);

    private final Encryption encryption;
    private final EncryptedRows rows;
    private final ReEncryption reEncryption;
    private final ObjectProvider<SchedulerClient> scheduler;
    private final InstantSource clock;
    private final Map<EncryptedColumn, Double> waiting = new ConcurrentHashMap<>();

    KeyRotation(
            Encryption encryption,
            EncryptedRows rows,
            ReEncryption reEncryption,
            ObjectProvider<SchedulerClient> scheduler,
            InstantSource clock,
            MeterRegistry metrics) {
        this.encryption = encryption;
        this.rows = rows;
        this.reEncryption = reEncryption;
        this.scheduler = scheduler;
        this.clock = clock;
        for (EncryptedColumn column : reEncryption.columns()) {
            Gauge.builder("encryption.rows.old_key", () -> waiting.getOrDefault(column, Double.NaN))
                    .description("rows that are encrypted with another key than the primary one")
                    .tag("table", column.table())
                    .tag("column", column.column())
                    .register(metrics);
        }
    }

    /**
     * Where it stands.
     *
     * @param primaryKeyId the key that encrypts, by its id in the key set
     * @param rows how many rows are under which key
     * @param finished whether all are under the primary one, so that the others may be removed from the key set
     */
    public record State(long primaryKeyId, boolean finished, List<Rows> rows) {}

    /** @param keyId null for what is no ciphertext of Tink's */
    public record Rows(
            String table, String column, @Nullable Long keyId, long count) {}

    /** Counts anew. */
    public State state() {
        var counts = reEncryption.columns().stream()
                .flatMap(column -> rows.byKey(column).stream()
                        .map(count -> new Rows(column.table(), column.column(), count.keyId(), count.rows())))
                .toList();
        long primary = encryption.primaryKeyId();
        return new State(
                primary, counts.stream().allMatch(count -> count.keyId() != null && count.keyId() == primary), counts);
    }

    /** Has the rows encrypted with the primary key, soon and on one node. Asked again meanwhile, it is done once. */
    public void start() {
        long primary = encryption.primaryKeyId();
        var target = new KeyRotationTask.Target(primary, clock.instant().plus(MAY_BE_PUT_OFF));
        scheduler
                .getObject()
                .scheduleIfNotExists(
                        KeyRotationTask.ROTATE
                                .instance(Long.toString(primary))
                                .data(target)
                                .build(),
                        clock.instant());
    }

    @EventListener(ApplicationReadyEvent.class)
    void startWhereNeeded() {
        refresh();
        if (waiting.values().stream().anyMatch(count -> count > 0)) {
            log.info("encryption=rotation_needed primary={}", encryption.primaryKeyId());
            start();
        }
    }

    @Scheduled(fixedDelay = 300_000, initialDelay = 300_000)
    void refresh() {
        try {
            reEncryption.columns().forEach(column -> waiting.put(column, (double) reEncryption.waiting(column)));
        } catch (DataAccessException | TransactionException e) {
            // Unknown is not done: the gauges then show no number at all.
            waiting.clear();
        }
    }
}

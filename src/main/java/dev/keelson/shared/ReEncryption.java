package dev.keelson.shared;

import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Encrypts with the primary key what another key encrypted, row by row, while the application works. What is done is told by the
 * rows themselves, so it may end at any place and be begun again.
 */
@Component
class ReEncryption {
    private static final Logger log = LoggerFactory.getLogger(ReEncryption.class);
    private static final int BATCH = 200;

    private final EncryptedRows rows;
    private final Encryption encryption;
    private final List<EncryptedColumn> columns;

    ReEncryption(EncryptedRows rows, Encryption encryption, ObjectProvider<EncryptedColumn> columns) {
        this.rows = rows;
        this.encryption = encryption;
        this.columns = columns.orderedStream().toList();
    }

    List<EncryptedColumn> columns() {
        return columns;
    }

    /** How many rows of the column are under another key than the primary one. */
    long waiting(EncryptedColumn column) {
        return rows.byKey(column).stream()
                .filter(count -> count.keyId() == null || count.keyId() != encryption.primaryKeyId())
                .mapToLong(EncryptedRows.Count::rows)
                .sum();
    }

    /**
     * @param done rows that are under the primary key now
     * @param failed rows that no key of the set decrypts, and which stay as they are
     * @param finished false where it was stopped
     */
    record Result(long done, long failed, boolean finished) {}

    Result run(BooleanSupplier stop) {
        long done = 0;
        long failed = 0;
        for (EncryptedColumn column : columns) {
            var result = run(column, stop);
            done += result.done();
            failed += result.failed();
            if (!result.finished()) {
                return new Result(done, failed, false);
            }
        }
        return new Result(done, failed, true);
    }

    private Result run(EncryptedColumn column, BooleanSupplier stop) {
        long done = 0;
        long failed = 0;
        UUID after = null;
        while (true) {
            var batch = rows.others(column, encryption.primaryPrefix(), after, BATCH);
            for (var row : batch) {
                if (stop.getAsBoolean()) {
                    return told(column, new Result(done, failed, false));
                }
                byte[] ciphertext = reEncrypted(column, row);
                failed += ciphertext == null ? 1 : 0;
                done += ciphertext != null && rows.replace(column, row, ciphertext) ? 1 : 0;
            }
            if (batch.size() < BATCH) {
                return told(column, new Result(done, failed, true));
            }
            after = batch.getLast().id();
            log.info("encryption=progress column={} done={} failed={}", name(column), done, failed);
        }
    }

    private byte @Nullable [] reEncrypted(EncryptedColumn column, EncryptedRows.Row row) {
        try {
            return encryption.encrypt(encryption.decrypt(row.ciphertext(), column, row.id()), column, row.id());
        } catch (IllegalStateException e) {
            log.error("encryption=undecipherable column={} row={}", name(column), row.id());
            return null;
        }
    }

    private static Result told(EncryptedColumn column, Result result) {
        log.info(
                "encryption={} column={} done={} failed={}",
                result.finished() ? "rotated" : "stopped",
                name(column),
                result.done(),
                result.failed());
        return result;
    }

    private static String name(EncryptedColumn column) {
        return column.table() + "." + column.column();
    }
}

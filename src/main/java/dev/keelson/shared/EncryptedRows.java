package dev.keelson.shared;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of {@link EncryptedColumn}s, by the key that they are encrypted with. */
@Component
class EncryptedRows {
    private final JdbcClient jdbc;

    EncryptedRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param keyId null for what no key of Tink's made */
    record Count(@Nullable Long keyId, long rows) {}

    // A class, because a record would compare the array by its identity.
    @SuppressWarnings("ClassCanBeRecord")
    static final class Row {
        private final UUID id;
        private final byte[] ciphertext;

        Row(UUID id, byte[] ciphertext) {
            this.id = id;
            this.ciphertext = ciphertext;
        }

        UUID id() {
            return id;
        }

        byte[] ciphertext() {
            return ciphertext;
        }
    }

    List<Count> byKey(EncryptedColumn column) {
        return jdbc.sql(
                        "select substring(%2$s from 1 for %3$d) as prefix, count(*) as rows from %1$s where %2$s is not null"
                                        .formatted(column.table(), column.column(), Encryption.PREFIX_LENGTH)
                                + " group by 1 order by 1")
                .query((row, _) -> {
                    var keyId = Encryption.keyId(row.getBytes("prefix"));
                    return new Count(keyId.isPresent() ? keyId.getAsLong() : null, row.getLong("rows"));
                })
                .list();
    }

    /**
     * Rows that are encrypted with another key, in the order of their ids.
     *
     * @param prefix how what is encrypted with the wanted key begins
     * @param after the id that they follow; null from the beginning
     */
    List<Row> others(EncryptedColumn column, byte[] prefix, @Nullable UUID after, int limit) {
        return jdbc.sql("""
                        select %3$s as id, %2$s as ciphertext from %1$s
                        where %2$s is not null and substring(%2$s from 1 for %4$d) <> :prefix
                          and (:after::uuid is null or %3$s > :after::uuid)
                        order by %3$s limit :limit
                        """.formatted(column.table(), column.column(), column.idColumn(), Encryption.PREFIX_LENGTH))
                .param("prefix", prefix)
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> new Row(row.getObject("id", UUID.class), row.getBytes("ciphertext")))
                .list();
    }

    /** @return false where the row is not as it was any more; it is left alone then */
    boolean replace(EncryptedColumn column, Row row, byte[] ciphertext) {
        return jdbc.sql("update %1$s set %2$s = :after where %3$s = :id and %2$s = :before"
                                .formatted(column.table(), column.column(), column.idColumn()))
                        .param("after", ciphertext)
                        .param("id", row.id())
                        .param("before", row.ciphertext())
                        .update()
                == 1;
    }
}

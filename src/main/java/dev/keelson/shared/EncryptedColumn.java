package dev.keelson.shared;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A column that holds what {@link Encryption} made, or null. A module that has one publishes it as a bean, so that a new key
 * reaches its rows as well.
 *
 * @param table whose it is
 * @param idColumn the table's primary key, a UUID
 * @param column of type {@code bytea}
 */
public record EncryptedColumn(String table, String idColumn, String column) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    public EncryptedColumn {
        for (String name : new String[] {table, idColumn, column}) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("not a name of a table or a column");
            }
        }
    }

    /** What a row's ciphertext is bound to: nowhere else, not even in the next row, it can be decrypted. */
    String context(UUID id) {
        return table + "." + column + ":" + id;
    }

    /** What it was bound to at first. */
    static String formerContext(UUID id) {
        return id.toString();
    }
}

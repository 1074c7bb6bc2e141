package dev.keelson.social.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A row in the form of a request, whichever format it came in.
 *
 * @param externalId how its user calls it
 * @param normal the row without what does not matter, such as the order of its columns
 * @param post as {@code POST /social/posts} takes it, without a time
 * @param column the column that a field of such a request stands in
 */
record RowSource(
        @Nullable String externalId, String normal, ObjectNode post, RowTime time, UnaryOperator<String> column) {

    /** The same for rows that are the same post: those of one id, or of one content where they have none. */
    byte[] key() {
        String identity = externalId == null ? "row\n" + normal : "id\n" + externalId;
        try {
            return MessageDigest.getInstance("SHA-256").digest(identity.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}

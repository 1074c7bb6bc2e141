package dev.keelson.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the hashes of the audit log's chain are made: SHA-256, shown in hex. Every field is written with its length before it,
 * so that no two entries can look the same by shifting text from one field to the next. What is hashed, and in which order, can
 * never change for what is sealed already: another way needs another {@link #FORMAT}.
 */
final class ChainHash {
    /** What the chain's first entry follows. */
    static final String GENESIS = "00".repeat(32);

    private static final byte FORMAT = 1;
    private static final byte MISSING = 0;
    private static final int ABSENT = -1;

    private ChainHash() {}

    /** An entry as it is stored. */
    record Fields(
            UUID id,
            Instant at,
            @Nullable UUID actor,
            String action,
            String subject,
            String details,
            @Nullable String ip,
            @Nullable String traceId) {}

    static String ofEntry(Fields entry) {
        var digest = sha256();
        digest.update(FORMAT);
        id(digest, entry.id());
        number(digest, ChronoUnit.MICROS.between(Instant.EPOCH, entry.at()));
        text(digest, entry.actor() == null ? null : entry.actor().toString());
        text(digest, entry.action());
        text(digest, entry.subject());
        text(digest, entry.details());
        text(digest, entry.ip());
        text(digest, entry.traceId());
        return hex(digest);
    }

    /** Of an entry that was gone before it could be sealed. */
    static String ofMissing(UUID id) {
        var digest = sha256();
        digest.update(MISSING);
        id(digest, id);
        return hex(digest);
    }

    /** @param before the hash of the entry before, also of another day */
    static String link(String before, LocalDate day, long seq, String entryHash) {
        var digest = sha256();
        digest.update(HexFormat.of().parseHex(before));
        number(digest, day.toEpochDay());
        number(digest, seq);
        digest.update(HexFormat.of().parseHex(entryHash));
        return hex(digest);
    }

    private static void id(MessageDigest digest, UUID id) {
        number(digest, id.getMostSignificantBits());
        number(digest, id.getLeastSignificantBits());
    }

    private static void number(MessageDigest digest, long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static void text(MessageDigest digest, @Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(text == null ? ABSENT : bytes.length)
                .array());
        digest.update(bytes);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

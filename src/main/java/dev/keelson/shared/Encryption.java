package dev.keelson.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig2026;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * Encryption at rest, for the vendors' secrets that we have to keep: Tink's AES-256-GCM under a key set that can be
 * rotated (the primary key encrypts, every key of the set decrypts).
 */
@Component
public class Encryption {
    /**
     * Exactly one of them.
     *
     * @param keyset a cleartext Tink key set as JSON, made as docs/encryption.md says
     * @param keysetFile the path of a file with such a key set, in place of it
     */
    @ConfigurationProperties("keelson.encryption")
    public record Settings(
            @Nullable String keyset, @Nullable String keysetFile) {
        /** Never the key set itself: settings get logged. */
        @Override
        public String toString() {
            return "Settings[keyset=***, keysetFile=%s]".formatted(keysetFile);
        }

        private String read() {
            boolean inFile = StringUtils.hasText(keysetFile);
            if (inFile == StringUtils.hasText(keyset)) {
                throw new KeySets.UnfitKeySetException(
                        "Set either KEELSON_ENCRYPTION_KEYSET or KEELSON_ENCRYPTION_KEYSET_FILE.");
            }
            return inFile ? readFile(String.valueOf(keysetFile)) : String.valueOf(keyset);
        }

        private static String readFile(String file) {
            try {
                return Files.readString(Path.of(file));
            } catch (IOException | InvalidPathException e) {
                throw new KeySets.UnfitKeySetException("KEELSON_ENCRYPTION_KEYSET_FILE cannot be read: "
                        + e.getClass().getSimpleName());
            }
        }
    }

    /** How Tink begins what a key of its own prefix encrypted: this, and the key's id. */
    private static final byte WITH_KEY_ID = 1;

    static final int PREFIX_LENGTH = 1 + Integer.BYTES;

    private final KeysetHandle keys;
    private final Aead aead;

    Encryption(Settings settings) throws GeneralSecurityException {
        keys = KeySets.parse(settings.read());
        aead = keys.getPrimitive(AeadConfig2026.get(), Aead.class);
    }

    /**
     * Encrypts for one row and no other.
     *
     * @param id of the row
     */
    public byte[] encrypt(String text, EncryptedColumn column, UUID id) {
        try {
            return aead.encrypt(text.getBytes(UTF_8), column.context(id).getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encryption failed", e);
        }
    }

    /** @throws IllegalStateException where the key set does not have the key, or the ciphertext is another row's */
    public String decrypt(byte[] ciphertext, EncryptedColumn column, UUID id) {
        return decrypt(ciphertext, column.context(id))
                .or(() -> decrypt(ciphertext, EncryptedColumn.formerContext(id)))
                .orElseThrow(() -> new IllegalStateException(
                        "decryption failed: the key set does not have the key, or it is another row's ciphertext"));
    }

    private Optional<String> decrypt(byte[] ciphertext, String context) {
        try {
            return Optional.of(new String(aead.decrypt(ciphertext, context.getBytes(UTF_8)), UTF_8));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** The key that encrypts now, by its id in the key set. */
    public long primaryKeyId() {
        return KeySets.id(keys.getPrimary());
    }

    /** How everything begins that the primary key encrypted. */
    byte[] primaryPrefix() {
        return ByteBuffer.allocate(PREFIX_LENGTH)
                .put(WITH_KEY_ID)
                .putInt(keys.getPrimary().getId())
                .array();
    }

    /** The key that a ciphertext beginning like this was made with; nothing where it is none of ours. */
    static OptionalLong keyId(byte[] prefix) {
        return prefix.length >= PREFIX_LENGTH && prefix[0] == WITH_KEY_ID
                ? OptionalLong.of(Integer.toUnsignedLong(ByteBuffer.wrap(prefix).getInt(1)))
                : OptionalLong.empty();
    }
}

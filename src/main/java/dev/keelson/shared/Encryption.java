package dev.keelson.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import java.security.GeneralSecurityException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * Encryption at rest, for the vendors' secrets that we have to keep: Tink's AES-256-GCM under a key set that can be
 * rotated (the primary key encrypts, every key of the set decrypts).
 */
@Component
public class Encryption {
    /**
     * @param keyset a cleartext Tink key set as JSON, made by
     *     {@code tinkey create-keyset --key-template AES256_GCM --out-format json}
     */
    @ConfigurationProperties("keelson.encryption")
    public record Settings(String keyset) {
        /** Never the key set itself: settings get logged. */
        @Override
        public String toString() {
            return "Settings[keyset=***]";
        }
    }

    private final Aead aead;

    Encryption(Settings settings) throws GeneralSecurityException {
        var configuration = AeadConfig2026.get();
        aead = TinkJsonProtoKeysetFormat.parseKeyset(settings.keyset(), configuration, InsecureSecretKeyAccess.get())
                .getPrimitive(configuration, Aead.class);
    }

    /**
     * @param context what the text belongs to, such as the row's id: decrypting under another context fails, so that a
     *     ciphertext cannot be moved to another row
     */
    public byte[] encrypt(String text, String context) {
        try {
            return aead.encrypt(text.getBytes(UTF_8), context.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encryption failed", e);
        }
    }

    /** @throws IllegalStateException where the key set does not have the key, or the context is another one */
    public String decrypt(byte[] ciphertext, String context) {
        try {
            return new String(aead.decrypt(ciphertext, context.getBytes(UTF_8)), UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("decryption failed: wrong key set or wrong context", e);
        }
    }
}

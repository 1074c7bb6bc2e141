package dev.keelson.webhooks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 over bytes: never over text, so that neither a charset nor a locale can change what is signed. */
final class Hmac {
    /** Never fed, only copied: a copy is ready with its key, which saves half of the time that a small body takes. */
    private final List<Mac> prototypes;

    Hmac(List<byte[]> secrets) {
        prototypes = secrets.stream().map(Hmac::prototype).toList();
    }

    /**
     * Finds the secret under which one of the signatures is right.
     *
     * @param parts what was signed, together
     * @return nothing where none is
     */
    Optional<SigningKey> match(List<byte[]> signatures, byte[]... parts) {
        for (int i = 0; i < prototypes.size(); i++) {
            byte[] digest = digest(prototypes.get(i), parts);
            for (byte[] signature : signatures) {
                if (MessageDigest.isEqual(digest, signature)) {
                    return Optional.of(i == 0 ? SigningKey.CURRENT : SigningKey.PREVIOUS);
                }
            }
        }
        return Optional.empty();
    }

    /** Header values are Latin-1 on the wire: this gives back the bytes that were sent. */
    static byte[] bytes(String header) {
        return header.getBytes(ISO_8859_1);
    }

    private static Mac prototype(byte[] secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] digest(Mac prototype, byte[]... parts) {
        try {
            var mac = (Mac) prototype.clone();
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's own HmacSHA256 can be copied", e);
        }
    }
}

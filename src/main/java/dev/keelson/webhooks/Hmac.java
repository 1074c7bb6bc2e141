package dev.keelson.webhooks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 over bytes: never over text, so that neither a charset nor a locale can change what is signed. */
final class Hmac {
    private final List<SecretKeySpec> keys;

    Hmac(List<byte[]> secrets) {
        keys = secrets.stream()
                .map(secret -> new SecretKeySpec(secret, "HmacSHA256"))
                .toList();
    }

    /** One digest under each secret of what the parts are together. */
    List<byte[]> digests(byte[]... parts) {
        return keys.stream().map(key -> digest(key, parts)).toList();
    }

    /** Header values are Latin-1 on the wire: this gives back the bytes that were sent. */
    static byte[] bytes(String header) {
        return header.getBytes(ISO_8859_1);
    }

    private static byte[] digest(SecretKeySpec key, byte[]... parts) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}

package dev.keelson.shared;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.IntStream;

/** Tink's key sets as JSON in clear text: made, read, and changed on the way from one key to the next. */
final class KeySets {
    private KeySets() {}

    /** @throws UnfitKeySetException where it is none, or has a key that is not named in what it encrypts; never quotes it */
    static KeysetHandle parse(String json) {
        KeysetHandle keys;
        try {
            keys = TinkJsonProtoKeysetFormat.parseKeyset(json, AeadConfig2026.get(), InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException | RuntimeException e) {
            // What Tink's parser says may quote the key.
            throw new UnfitKeySetException(
                    "it is not a Tink key set in JSON (" + e.getClass().getSimpleName() + ")");
        }
        for (var entry : entries(keys)) {
            if (entry.getKey().getIdRequirementOrNull() == null) {
                throw new UnfitKeySetException(
                        "key %d has the output prefix RAW, so nothing says what it encrypted".formatted(id(entry)));
            }
        }
        return keys;
    }

    static String create() {
        return json(KeysetHandle.newBuilder().addEntry(newKey().makePrimary()));
    }

    /** With one key more, which decrypts and does not encrypt yet. */
    static String add(String json) {
        return json(KeysetHandle.newBuilder(parse(json)).addEntry(newKey()));
    }

    /** With that key as the one that encrypts. */
    static String promote(String json, long id) {
        var keys = parse(json);
        int index = index(keys, id);
        if (keys.getAt(index).getStatus() != KeyStatus.ENABLED) {
            throw new UnfitKeySetException("key %d is not enabled".formatted(id));
        }
        var builder = KeysetHandle.newBuilder(keys);
        builder.getAt(index).makePrimary();
        return json(builder);
    }

    /** Without that key. What it encrypted is lost. */
    static String remove(String json, long id) {
        var keys = parse(json);
        int index = index(keys, id);
        if (keys.getAt(index).isPrimary()) {
            throw new UnfitKeySetException("key %d is the primary one: promote another first".formatted(id));
        }
        return json(KeysetHandle.newBuilder(keys).deleteAt(index));
    }

    static List<KeysetHandle.Entry> entries(KeysetHandle keys) {
        return IntStream.range(0, keys.size()).mapToObj(keys::getAt).toList();
    }

    /** As it is in the JSON. */
    static long id(KeysetHandle.Entry entry) {
        return Integer.toUnsignedLong(entry.getId());
    }

    private static int index(KeysetHandle keys, long id) {
        return IntStream.range(0, keys.size())
                .filter(index -> id(keys.getAt(index)) == id)
                .findFirst()
                .orElseThrow(() -> new UnfitKeySetException("it has no key %d".formatted(id)));
    }

    private static KeysetHandle.Builder.Entry newKey() {
        return KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                .withRandomId();
    }

    private static String json(KeysetHandle.Builder keys) {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(
                    keys.setConfiguration(AeadConfig2026.get()).build(),
                    AeadConfig2026.get(),
                    InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key set of AES-256-GCM keys cannot be made", e);
        }
    }

    /** The key set cannot be used; the message says why without telling anything of a key but its id. */
    static final class UnfitKeySetException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnfitKeySetException(String why) {
            super(why);
        }
    }
}

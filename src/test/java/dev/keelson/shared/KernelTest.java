package dev.keelson.shared;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelTest {
    private static final String KEYSET = """
            {"primaryKeyId":1,"key":[{"keyData":{"typeUrl":"type.googleapis.com/google.crypto.tink.AesGcmKey",
            "value":"GiAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHw==","keyMaterialType":"SYMMETRIC"},
            "status":"ENABLED","keyId":1,"outputPrefixType":"TINK"}]}""";

    @Test
    void idsAreVersion7AndSortByTheTimeTheyWereMade() {
        Instant start = Instant.parse("2026-11-23T10:00:00Z");
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add(new IdGenerator(InstantSource.fixed(start.plusMillis(i)), new Random(i)).next());
        }

        assertThat(ids).allMatch(id -> id.version() == 7 && id.variant() == 2);
        assertThat(new HashSet<>(ids)).hasSize(100);
        assertThat(ids.stream().map(UUID::toString)).isSorted();
        assertThat(ids.getFirst().getMostSignificantBits() >>> 16).isEqualTo(start.toEpochMilli());
    }

    /** The rows of a page are often made within one millisecond, and are shown in the order of their ids. */
    @Test
    void idsOfOneMillisecondAreInTheOrderOfTheirTimesToo() {
        Instant start = Instant.parse("2026-11-23T10:00:00Z");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(new IdGenerator(InstantSource.fixed(start.plusNanos(i * 1_000L)), new Random(i))
                    .next()
                    .toString());
        }

        assertThat(ids).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void cursorComesBackAsItWas() {
        var cursor = new Cursor(Instant.parse("2026-11-23T10:00:00.123456Z"), UUID.randomUUID());

        assertThat(Cursor.decode(cursor.encode())).contains(cursor);
        assertThat(Cursor.decode(null)).isEmpty();
        assertThat(Cursor.decode("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"!", "abc", "MjAyNg", "eCB5", "AAAA", "MjAyNi0xMS0yM1QxMDowMDowMFogbm8"})
    void whatIsNoCursorIsABadRequest(String text) {
        assertThatThrownBy(() -> Cursor.decode(text)).hasMessageContaining("MALFORMED_REQUEST");
    }

    @Test
    void pageTellsByOneRowMoreThatThereIsANextOne() {
        var ids = IntStream.range(0, 4).mapToObj(i -> new UUID(0, i)).toList();

        Page<UUID> full = Page.of(ids, 3, id -> new Cursor(Instant.EPOCH, id));
        Page<UUID> last = Page.of(ids, 4, id -> new Cursor(Instant.EPOCH, id));

        assertThat(full.items()).containsExactlyElementsOf(ids.subList(0, 3));
        assertThat(Cursor.decode(full.nextCursor())).map(Cursor::id).contains(ids.get(2));
        assertThat(last.items()).hasSize(4);
        assertThat(last.nextCursor()).isNull();
    }

    @Test
    void ciphertextIsReadInItsOwnRowAndColumnOnly() throws GeneralSecurityException {
        var encryption = new Encryption(new Encryption.Settings(KEYSET, null));
        var column = new EncryptedColumn("probes", "id", "secret");
        var id = new UUID(1, 2);
        byte[] ciphertext = encryption.encrypt("a profile key", column, id);

        assertThat(encryption.decrypt(ciphertext, column, id)).isEqualTo("a profile key");
        assertThat(new String(ciphertext, ISO_8859_1)).doesNotContain("profile");
        assertThatThrownBy(() -> encryption.decrypt(ciphertext, column, new UUID(1, 3)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> encryption.decrypt(ciphertext, new EncryptedColumn("probes", "id", "other"), id))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> encryption.decrypt(ciphertext, new EncryptedColumn("others", "id", "secret"), id))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void problemSaysWhatToDoAndWhen() {
        var problem = Problem.of(CommonProblem.TOO_MANY_REQUESTS, "Slow down.")
                .retryAfter(Duration.ofMillis(1_200))
                .toResponse();

        assertThat(problem.getStatusCode().value()).isEqualTo(429);
        assertThat(problem.getHeaders().getFirst("Retry-After")).isEqualTo("2");
        assertThat(problem.getBody()).asString().contains("TOO_MANY_REQUESTS");
    }
}

package dev.keelson.shared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.zaxxer.hikari.HikariDataSource;
import dev.keelson.testing.BesideOthers;
import dev.keelson.testing.TestPostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The drill of docs/encryption.md: from one key to the next, with the tool and the job that it names. */
@BesideOthers
class KeyRotationDrillTest {
    private static final EncryptedColumn COLUMN = new EncryptedColumn("probes", "id", "secret");

    /** Thousands of statements: not a connection each. */
    @AutoClose
    private final HikariDataSource database = new HikariDataSource();

    private final JdbcClient jdbc = JdbcClient.create(database);
    private final EncryptedRows rows = new EncryptedRows(jdbc);
    private final List<UUID> ids = new ArrayList<>();
    private String keys = "";

    @BeforeEach
    void table() throws Exception {
        database.setJdbcUrl(TestPostgres.freshDatabase());
        database.setMinimumIdle(1);
        jdbc.sql("create table probes (id uuid primary key, secret bytea)").update();
        jdbc.sql("insert into probes (id) values (uuidv7())").update();
        keys = tool("", "create");
    }

    private static String tool(String input, String... arguments) throws IOException {
        var out = new ByteArrayOutputStream();
        new KeySetTool(new ByteArrayInputStream(input.getBytes(UTF_8)), new PrintStream(out, true, UTF_8))
                .run(arguments);
        return out.toString(UTF_8);
    }

    private static Encryption encryption(String keys) throws GeneralSecurityException {
        return new Encryption(new Encryption.Settings(keys, null));
    }

    private static long lastKey(String keys) throws IOException {
        return Long.parseLong(tool(keys, "list").lines().toList().getLast().split(" ", 2)[0]);
    }

    private static boolean never() {
        return false;
    }

    private ReEncryption job(Encryption encryption) {
        var beans = new StaticListableBeanFactory();
        beans.addBean("column", COLUMN);
        return new ReEncryption(rows, encryption, beans.getBeanProvider(EncryptedColumn.class));
    }

    private void write(Encryption encryption, int count) {
        IntStream.range(0, count).forEach(_ -> {
            var id = UUID.randomUUID();
            ids.add(id);
            jdbc.sql("insert into probes (id, secret) values (:id, :secret)")
                    .param("id", id)
                    .param("secret", encryption.encrypt("secret of " + id, COLUMN, id))
                    .update();
        });
    }

    private byte[] ciphertext(UUID id) {
        return jdbc.sql("select secret from probes where id = :id")
                .param("id", id)
                .query((row, _) -> row.getBytes("secret"))
                .single();
    }

    private void allAreReadableWith(Encryption encryption) {
        assertThat(ids)
                .allSatisfy(id -> assertThat(encryption.decrypt(ciphertext(id), COLUMN, id))
                        .isEqualTo("secret of " + id));
    }

    private List<String> keysInUse() {
        return rows.byKey(COLUMN).stream()
                .map(count -> String.valueOf(count.keyId()))
                .toList();
    }

    /** The key set with a second key that encrypts. */
    private String rotated() throws IOException {
        String both = tool(keys, "add");
        return tool(both, "promote", Long.toString(lastKey(both)));
    }

    @Test
    void rotationLosesNothingAndEndsWithoutTheOldKey() throws Exception {
        var first = encryption(keys);
        long k1 = first.primaryKeyId();
        write(first, 450);

        // Every node learns the new key before any encrypts with it.
        String added = tool(keys, "add");
        assertThat(encryption(added).primaryKeyId()).isEqualTo(k1);
        allAreReadableWith(encryption(added));

        String promoted = tool(added, "promote", Long.toString(lastKey(added)));
        var second = encryption(promoted);
        assertThat(second.primaryKeyId()).isNotEqualTo(k1);
        allAreReadableWith(second);
        write(second, 1);
        allAreReadableWith(encryption(added));
        assertThat(keysInUse()).containsExactlyInAnyOrder(Long.toString(k1), Long.toString(second.primaryKeyId()));
        assertThat(job(second).waiting(COLUMN)).isEqualTo(450);

        var result = job(second).run(KeyRotationDrillTest::never);

        assertThat(result).isEqualTo(new ReEncryption.Result(450, 0, true));
        assertThat(keysInUse()).containsExactly(Long.toString(second.primaryKeyId()));
        var alone = encryption(tool(promoted, "remove", Long.toString(k1)));
        allAreReadableWith(alone);
        assertThatThrownBy(() -> first.decrypt(ciphertext(ids.getFirst()), COLUMN, ids.getFirst()))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void jobThatEndsInTheMiddleGoesOnWhereItWas() throws Exception {
        write(encryption(keys), 500);
        var second = encryption(rotated());
        var looked = new AtomicInteger();

        var stopped = job(second).run(() -> looked.incrementAndGet() > 230);
        assertThatThrownBy(() -> job(second).run(() -> {
                    if (looked.incrementAndGet() > 300) {
                        throw new IllegalStateException("killed");
                    }
                    return false;
                }))
                .hasMessage("killed");
        var rest = job(second).run(KeyRotationDrillTest::never);

        assertThat(stopped).isEqualTo(new ReEncryption.Result(230, 0, false));
        assertThat(rest.finished()).isTrue();
        assertThat(rest.done()).isBetween(1L, 269L);
        assertThat(keysInUse()).containsExactly(Long.toString(second.primaryKeyId()));
        allAreReadableWith(second);
    }

    @Test
    void rowThatIsChangedMeanwhileIsNotOverwritten() throws Exception {
        var first = encryption(keys);
        write(first, 1);
        var id = ids.getFirst();
        var second = encryption(rotated());
        var read = rows.others(COLUMN, second.primaryPrefix(), null, 10).getFirst();
        byte[] changed = first.encrypt("changed meanwhile", COLUMN, id);
        jdbc.sql("update probes set secret = :secret where id = :id")
                .param("secret", changed)
                .param("id", id)
                .update();

        boolean replaced = rows.replace(COLUMN, read, second.encrypt("secret of " + id, COLUMN, id));

        assertThat(replaced).isFalse();
        assertThat(second.decrypt(ciphertext(id), COLUMN, id)).isEqualTo("changed meanwhile");
        assertThat(job(second).run(KeyRotationDrillTest::never).done()).isEqualTo(1);
        assertThat(second.decrypt(ciphertext(id), COLUMN, id)).isEqualTo("changed meanwhile");
    }

    @Test
    void ciphertextThatWasMovedToAnotherRowIsNotDecryptedAndNotMended() throws Exception {
        write(encryption(keys), 2);
        jdbc.sql("update probes set secret = :secret where id = :id")
                .param("secret", ciphertext(ids.getFirst()))
                .param("id", ids.getLast())
                .update();
        var second = encryption(rotated());

        assertThatThrownBy(() -> second.decrypt(ciphertext(ids.getLast()), COLUMN, ids.getLast()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(job(second).run(KeyRotationDrillTest::never)).isEqualTo(new ReEncryption.Result(1, 1, true));
    }

    @Test
    void ciphertextOfTheFirstReleaseIsReadAndRotated() throws Exception {
        var id = UUID.randomUUID();
        var aead = KeySets.parse(keys).getPrimitive(AeadConfig2026.get(), Aead.class);
        jdbc.sql("insert into probes (id, secret) values (:id, :secret)")
                .param("id", id)
                .param(
                        "secret",
                        aead.encrypt("old".getBytes(UTF_8), id.toString().getBytes(UTF_8)))
                .update();
        var second = encryption(rotated());

        assertThat(second.decrypt(ciphertext(id), COLUMN, id)).isEqualTo("old");
        assertThat(job(second).run(KeyRotationDrillTest::never).done()).isEqualTo(1);
        assertThat(second.decrypt(ciphertext(id), COLUMN, id)).isEqualTo("old");
    }

    @Test
    void whatIsNoCiphertextIsCountedAndLeftAlone() throws Exception {
        jdbc.sql("insert into probes (id, secret) values (uuidv7(), 'x'), (uuidv7(), '')")
                .update();

        assertThat(rows.byKey(COLUMN)).extracting(EncryptedRows.Count::keyId).containsOnlyNulls();
        assertThat(job(encryption(keys)).run(KeyRotationDrillTest::never))
                .isEqualTo(new ReEncryption.Result(0, 2, true));
    }

    @Test
    void keySetIsReadFromAFile(@TempDir Path directory) throws Exception {
        var file = Files.writeString(directory.resolve("keys.json"), keys);

        var encryption = new Encryption(new Encryption.Settings("", file.toString()));

        assertThat(encryption.primaryKeyId()).isEqualTo(lastKey(keys));
    }

    @Test
    void exactlyOneKeySetIsTaken() {
        assertThatThrownBy(() -> new Encryption(new Encryption.Settings(keys, "keys.json")))
                .hasMessageContaining("either KEELSON_ENCRYPTION_KEYSET or KEELSON_ENCRYPTION_KEYSET_FILE")
                .hasMessageNotContaining("keyData");
        assertThatThrownBy(() -> new Encryption(new Encryption.Settings(null, " ")))
                .hasMessageContaining("KEELSON_ENCRYPTION_KEYSET_FILE");
        assertThatThrownBy(() -> new Encryption(new Encryption.Settings(null, "no/such/file")))
                .hasMessageContaining("KEELSON_ENCRYPTION_KEYSET_FILE cannot be read");
    }

    @Test
    void keySetThatCannotBeReadIsNotQuoted() {
        String broken = keys.replace("primaryKeyId", "primaryKey");

        assertThatThrownBy(() -> encryption(broken))
                .hasMessageContaining("not a Tink key set")
                .hasMessageNotContaining("value")
                .hasNoCause();
        assertThatThrownBy(() -> encryption(keys.replace("TINK", "RAW"))).hasMessageContaining("RAW");
    }

    @Test
    void toolRefusesWhatWouldLoseSomething() throws Exception {
        String primary = Long.toString(lastKey(keys));

        assertThatThrownBy(() -> tool(keys, "remove", primary)).hasMessageContaining("is the primary one");
        assertThatThrownBy(() -> tool(keys, "promote", "7")).hasMessageContaining("it has no key 7");
        assertThatThrownBy(() -> tool(keys, "promote")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tool("", "rotate")).hasMessageContaining("promote <id>");
        assertThat(tool(keys, "list")).isEqualTo(primary + " ENABLED primary\n");
    }
}

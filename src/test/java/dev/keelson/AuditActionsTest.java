package dev.keelson;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The table in docs/audit.md names every action that the code records, and no other. */
class AuditActionsTest {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Pattern RECORDS = Pattern.compile("\\b(AuditLog|UserChanges)\\b");
    private static final Pattern ACTION = Pattern.compile("\"([a-z_]+\\.[a-z_]+)\"");
    private static final Pattern IN_TABLE = Pattern.compile("(?m)^\\| `([a-z_]+\\.[a-z_]+)` \\|");

    /** Looks like an action, in a class that records some. */
    private static final Set<String> OTHERS = Set.of("client.name");

    @Test
    void everyActionIsDocumentedAndNoOther() throws IOException {
        var documented = new TreeSet<String>();
        IN_TABLE.matcher(Files.readString(Path.of("docs", "audit.md")))
                .results()
                .forEach(match -> documented.add(match.group(1)));

        assertThat(documented).isEqualTo(recorded());
    }

    private static Set<String> recorded() throws IOException {
        var actions = new TreeSet<String>();
        try (var files = Files.walk(SOURCES)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(AuditActionsTest::read)
                    .filter(source -> RECORDS.matcher(source).find())
                    .flatMap(source -> ACTION.matcher(source).results())
                    .map(match -> match.group(1))
                    .filter(action -> !OTHERS.contains(action))
                    .forEach(actions::add);
        }
        return actions;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

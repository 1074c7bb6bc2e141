package dev.keelson.testing;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A document of {@code docs} that a test writes from the code, so that it says what the code does. */
public final class WrittenDocument {
    private final Path file;
    private final StringBuilder text = new StringBuilder();

    /** @param name of a file in {@code docs} */
    public WrittenDocument(String name) {
        file = Path.of("docs", name);
    }

    public void paragraph(String paragraph) {
        text.append(paragraph.strip()).append("\n\n");
    }

    public void table(List<String> columns, List<List<String>> rows) {
        row(columns);
        row(columns.stream().map(_ -> "---").toList());
        rows.forEach(this::row);
        text.append('\n');
    }

    private void row(List<String> cells) {
        text.append('|');
        cells.forEach(cell ->
                text.append(' ').append(cell.strip().replace("|", "\\|")).append(" |"));
        text.append('\n');
    }

    /** Fails where the checked-in file says something else, after it has been written anew. */
    public void isCheckedIn() throws IOException {
        String written = text.toString().stripTrailing() + "\n";
        if (Files.exists(file) && Files.readString(file).replace("\r\n", "\n").equals(written)) {
            return;
        }
        Files.createDirectories(file.getParent());
        Files.writeString(file, written);
        fail("%s did not say what the code does. It was rewritten: look at the difference and commit it.", file);
    }
}

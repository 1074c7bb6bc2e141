package dev.keelson.social.imports;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The lines of a file of JSON lines, read as they come; empty ones are passed over. */
final class JsonLinesFile implements Iterator<RawRow> {
    private final BufferedReader text;
    private final int maxRowLength;
    private @Nullable RawRow next;
    private int number;
    private long line;

    JsonLinesFile(BufferedReader text, int maxRowLength) {
        this.text = text;
        this.maxRowLength = maxRowLength;
    }

    @Override
    public boolean hasNext() {
        if (next == null) {
            next = read();
        }
        return next != null;
    }

    @Override
    public RawRow next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        var row = next;
        next = null;
        return row;
    }

    private @Nullable RawRow read() {
        try {
            for (String found = readLine(); found != null; found = readLine()) {
                line++;
                if (!found.isBlank()) {
                    return new RawRow(++number, line, found.strip());
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link BufferedReader#readLine}, but a line without an end does not fill the memory. */
    private @Nullable String readLine() throws IOException {
        var found = new StringBuilder();
        for (int c = text.read(); c >= 0; c = text.read()) {
            if (c == '\n') {
                return found.toString();
            }
            if (found.length() >= maxRowLength) {
                throw ImportProblem.IMPORT_UNREADABLE.because(
                        "Line %d is longer than %d characters.".formatted(line + 1, maxRowLength));
            }
            found.append((char) c);
        }
        return found.isEmpty() ? null : found.toString();
    }
}

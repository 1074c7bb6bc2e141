package dev.keelson.social.imports;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * The records of a CSV file (<a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>), read as they come. Its delimiter is
 * the one by which the first record names the most columns that we know.
 */
final class CsvFile implements Iterator<RawRow> {
    /** A header is shorter. */
    private static final int HEADER_LENGTH = 8_192;

    private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');

    private final Iterator<CsvRecord> records;
    private final JsonMapper json;
    private final List<String> header;
    private int number;
    private long line = 1;

    CsvFile(BufferedReader text, int maxRowLength, JsonMapper json) throws IOException {
        this.json = json;
        records = reader(delimiter(text), maxRowLength).ofCsvRecord(text).iterator();
        if (!read(records::hasNext)) {
            throw ImportProblem.IMPORT_EMPTY.because("Not even a header is there.");
        }
        header = read(records::next).getFields();
        Columns.require(header);
    }

    /** The first record, as it was written. */
    List<String> header() {
        return header;
    }

    @Override
    public boolean hasNext() {
        return read(records::hasNext);
    }

    @Override
    public RawRow next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        var found = read(records::next);
        line = found.getStartingLineNumber();
        return new RawRow(++number, line, json.writeValueAsString(found.getFields()));
    }

    private static CsvReader.CsvReaderBuilder reader(char delimiter, int maxRowLength) {
        return CsvReader.builder()
                .fieldSeparator(delimiter)
                .skipEmptyLines(true)
                // A row with too few or too many fields is that row's fault and not the file's.
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                // A quote that is never closed would swallow the rest of the file.
                .allowUnclosedQuote(false)
                .maxBufferSize(maxRowLength);
    }

    private static char delimiter(BufferedReader text) throws IOException {
        text.mark(HEADER_LENGTH);
        char[] beginning = new char[HEADER_LENGTH];
        int length = 0;
        for (int read = 0; read >= 0 && length < HEADER_LENGTH; length += Math.max(0, read)) {
            read = text.read(beginning, length, HEADER_LENGTH - length);
        }
        text.reset();
        String sample = new String(beginning, 0, length);
        char best = DELIMITERS.getFirst();
        long most = 0;
        for (char delimiter : DELIMITERS) {
            long known = knownColumns(sample, delimiter);
            if (known > most) {
                best = delimiter;
                most = known;
            }
        }
        return best;
    }

    private static long knownColumns(String sample, char delimiter) {
        try {
            var records = CsvReader.builder()
                    .fieldSeparator(delimiter)
                    .skipEmptyLines(true)
                    .ofCsvRecord(sample)
                    .iterator();
            return records.hasNext()
                    ? records.next().getFields().stream()
                            .filter(name -> Columns.known(name).isPresent())
                            .count()
                    : 0;
        } catch (CsvParseException e) {
            return 0;
        }
    }

    private <T> T read(Supplier<T> step) {
        try {
            return step.get();
        } catch (CsvParseException e) {
            // The parser's own words quote the text; where it stopped is what helps.
            throw ImportProblem.IMPORT_UNREADABLE.because(
                    "A record after line %d is no CSV: a quote is not closed or something follows a closing one, or it is longer than allowed."
                            .formatted(line));
        }
    }
}

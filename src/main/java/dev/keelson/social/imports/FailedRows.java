package dev.keelson.social.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.keelson.shared.Cursor;
import dev.keelson.social.imports.RowStore.Judged;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes the failed rows as a file of the same format, to be corrected and sent again. */
@Component
class FailedRows {
    /** Without it spreadsheets take the file for Latin-1. */
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private static final int PAGE = 200;

    private final RowStore rows;
    private final JsonMapper json;

    FailedRows(RowStore rows, JsonMapper json) {
        this.rows = rows;
        this.json = json;
    }

    void csv(Import job, OutputStream out) throws IOException {
        out.write(BYTE_ORDER_MARK);
        // Their own columns of a file that is one of these already are left out.
        int[] columns = IntStream.range(0, job.columns().size())
                .filter(i -> Columns.known(job.columns().get(i))
                        .filter(column -> !Columns.isOurs(column))
                        .isPresent())
                .toArray();
        var csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out, UTF_8);
        csv.writeRecord(record(job.columns(), columns, Columns.ROW, Columns.ERROR));
        each(job, row -> {
            var fields = Arrays.asList(json.readValue(row.row().raw(), String[].class));
            csv.writeRecord(record(fields, columns, Integer.toString(row.row().number()), reasons(row.outcome())));
        });
        csv.flush();
    }

    void jsonLines(Import job, OutputStream out) {
        each(job, row -> {
            try {
                out.write((row.row().raw() + "\n").getBytes(UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static List<String> record(List<String> fields, int[] columns, String number, String reasons) {
        return Stream.concat(
                        Arrays.stream(columns).mapToObj(i -> i < fields.size() ? fields.get(i) : ""),
                        Stream.of(number, reasons))
                .toList();
    }

    private static String reasons(RowOutcome outcome) {
        return outcome.errors().isEmpty()
                ? "%s %s".formatted(outcome.detail(), outcome.action())
                : outcome.errors().stream()
                        .map(error -> error.field() + ": " + error.message())
                        .collect(Collectors.joining("; "));
    }

    private void each(Import job, Consumer<Judged> write) {
        Optional<Cursor> after = Optional.empty();
        do {
            var page = rows.list(job.id(), RowStatus.FAILED, after, PAGE);
            page.items().forEach(write);
            after = Cursor.decode(page.nextCursor());
        } while (after.isPresent());
    }
}

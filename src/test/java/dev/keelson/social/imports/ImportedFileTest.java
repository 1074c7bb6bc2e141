package dev.keelson.social.imports;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import dev.keelson.shared.ProblemException;
import dev.keelson.testing.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Files as spreadsheets and programs write them, and as nobody should. */
class ImportedFileTest {
    private static final int MAX_ROW = 20_000;
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final JsonMapper json = new JsonMapper();

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void delimiterIsFoundWhateverStandsInTheRows(String delimiter) throws IOException {
        String file = """
                Content%1$sPlatforms%1$sFirst comment
                "One, two; three|four	five"%1$sx%1$s"a ""quoted"" word
                on two lines"

                Second%1$s"x linkedin"%1$s
                """.formatted(delimiter);

        var rows = csv(file.getBytes(UTF_8));

        assertThat(rows)
                .extracting(RawRow::number, RawRow::line, this::fields)
                .containsExactly(
                        tuple(1, 2L, List.of("One, two; three|four\tfive", "x", "a \"quoted\" word\non two lines")),
                        tuple(2, 5L, List.of("Second", "x linkedin", "")));
    }

    @Test
    void byteOrderMarkIsNoPartOfTheFirstColumn() throws IOException {
        assertThat(csv(joined(MARK, "platforms,content\nx,Grüße\n".getBytes(UTF_8))))
                .extracting(this::fields)
                .containsExactly(List.of("x", "Grüße"));
        assertThat(jsonLines(joined(MARK, "{\"content\": \"Grüße\"}\r\n\n{}".getBytes(UTF_8))))
                .extracting(RawRow::line, RawRow::raw)
                .containsExactly(tuple(1L, "{\"content\": \"Grüße\"}"), tuple(3L, "{}"));
    }

    @Test
    void otherEncodingsAreRefusedByName() {
        String file = "platforms,content\nx,Grüße\n";

        assertThat(problem(file.getBytes(UTF_16))).contains("IMPORT_ENCODING", "mark of UTF-16");
        assertThat(problem(file.getBytes(UTF_16LE))).contains("IMPORT_ENCODING", "UTF-16");
        assertThat(problem(file.getBytes(ISO_8859_1))).contains("IMPORT_ENCODING", "not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content\nHi\n|The column 'platforms' is missing",
                "platforms,colour\nx,red\n|Column 2, 'colour', is not known",
                "platforms,content,Content\nx,a,b\n|'content' is there twice",
                "x,Hello\n|Column 1, 'x', is not known"
            })
    void headerThatIsNotKnownIsRefused(String fileAndReason) {
        int end = fileAndReason.lastIndexOf('|');

        assertThat(problem(fileAndReason.substring(0, end).getBytes(UTF_8)))
                .contains("IMPORT_HEADER", fileAndReason.substring(end + 1));
    }

    @Test
    void whatCannotBeReadToItsEndIsRefusedWithThePlace() {
        assertThat(problem("platforms,content\nx,fine\nx,\"never closed\nx,swallowed\n".getBytes(UTF_8)))
                .contains("IMPORT_UNREADABLE", "after line 2");
        assertThat(problem("platforms,content\nx,\"closed\" and on\n".getBytes(UTF_8)))
                .contains("IMPORT_UNREADABLE", "after line 1");
        assertThat(problem(("platforms,content\nx," + "a".repeat(MAX_ROW * 2)).getBytes(UTF_8)))
                .contains("IMPORT_UNREADABLE");
        assertThat(problem("".getBytes(UTF_8))).contains("IMPORT_EMPTY");
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> jsonLines(("{\"a\": \"" + "b".repeat(MAX_ROW) + "\"}").getBytes(UTF_8)))
                .withMessageContaining("Line 1 is longer");
    }

    static LongStream seeds() {
        return LongStream.concat(Seeds.fixed(60), Seeds.fresh(40));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyTableThatAWriterWritesIsReadBack(long seed) throws IOException {
        var random = new Random(seed);
        var header = header(random);
        var table = IntStream.range(0, 1 + random.nextInt(40))
                .mapToObj(_ -> header.stream().map(_ -> field(random)).toList())
                // A record of nothing is an empty line, which is passed over.
                .filter(row -> row.size() > 1 || !row.getFirst().isEmpty())
                .toList();
        var written = new StringWriter();
        var delimiters = List.of(',', ';', '\t', '|');
        var lineEnds = List.of(LineDelimiter.LF, LineDelimiter.CRLF, LineDelimiter.CR);
        try (var writer = CsvWriter.builder()
                .fieldSeparator(delimiters.get(random.nextInt(delimiters.size())))
                .lineDelimiter(lineEnds.get(random.nextInt(lineEnds.size())))
                .quoteStrategy(
                        random.nextBoolean()
                                ? QuoteStrategies.ALWAYS
                                : random.nextBoolean() ? QuoteStrategies.NON_EMPTY : QuoteStrategies.REQUIRED)
                .build(written)) {
            writer.writeRecord(header);
            table.forEach(writer::writeRecord);
        }
        byte[] bytes = written.toString().getBytes(UTF_8);

        var rows = csv(random.nextBoolean() ? joined(MARK, bytes) : bytes);

        assertThat(rows).extracting(this::fields).isEqualTo(table);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverBytesComeAreReadOrRefused(long seed) {
        var random = new Random(seed);
        byte[] bytes = mangled(random);

        for (boolean lines : new boolean[] {true, false}) {
            try {
                var rows = lines ? jsonLines(bytes) : csv(bytes);
                assertThat(rows).allSatisfy(row -> assertThat(row.number()).isPositive());
            } catch (ProblemException e) {
                assertThat(e.problem().type().status().is4xxClientError()).isTrue();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static List<String> header(Random random) {
        var columns = new ArrayList<>(
                List.of("content", "when", "title", "Subreddit", "FIRST COMMENT", "external_id", "content:x", "media"));
        Collections.shuffle(columns, random);
        var header = new ArrayList<>(columns.subList(0, 1 + random.nextInt(columns.size())));
        header.add(random.nextInt(header.size() + 1), "Platforms");
        return header;
    }

    private static String field(Random random) {
        String[] pieces = {
            ",", ";", "\t", "|", "\"", "\"\"", "\n", "\r\n", "a", "Größe", "😀", " ", "'", "=1+1", "#", "\\"
        };
        var field = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            field.append(pieces[random.nextInt(pieces.length)]);
        }
        return field.toString();
    }

    private static byte[] mangled(Random random) {
        var out = new ByteArrayOutputStream();
        if (random.nextBoolean()) {
            out.writeBytes("platforms,content,options\n".getBytes(UTF_8));
        }
        for (int i = random.nextInt(60); i > 0; i--) {
            if (random.nextInt(4) == 0) {
                byte[] noise = new byte[random.nextInt(12)];
                random.nextBytes(noise);
                out.writeBytes(noise);
            } else {
                out.writeBytes(field(random).getBytes(UTF_8));
            }
        }
        return out.toByteArray();
    }

    private List<String> fields(RawRow row) {
        return Arrays.asList(json.readValue(row.raw(), String[].class));
    }

    private List<RawRow> csv(byte[] file) throws IOException {
        var rows = new ArrayList<RawRow>();
        new CsvFile(TextOf.file(new ByteArrayInputStream(file)), MAX_ROW, json).forEachRemaining(rows::add);
        return rows;
    }

    private static List<RawRow> jsonLines(byte[] file) throws IOException {
        var rows = new ArrayList<RawRow>();
        new JsonLinesFile(TextOf.file(new ByteArrayInputStream(file)), MAX_ROW).forEachRemaining(rows::add);
        return rows;
    }

    private String problem(byte[] file) {
        try {
            return "none: " + csv(file);
        } catch (ProblemException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }
}

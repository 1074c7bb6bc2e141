package dev.keelson.social.imports;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Reads a file as UTF-8, with or without a byte order mark, and refuses whatever else it is. */
final class TextOf {
    private TextOf() {}

    static BufferedReader file(InputStream file) throws IOException {
        var bytes = new BufferedInputStream(file);
        bytes.mark(3);
        int first = bytes.read();
        int second = bytes.read();
        int third = bytes.read();
        if ((first == 0xFE && second == 0xFF) || (first == 0xFF && second == 0xFE)) {
            throw ImportProblem.IMPORT_ENCODING.because("It begins with the mark of UTF-16.");
        }
        if (first == 0 || second == 0 || third == 0) {
            throw ImportProblem.IMPORT_ENCODING.because("It has zeros: it is UTF-16, or no text.");
        }
        if (!(first == 0xEF && second == 0xBB && third == 0xBF)) {
            bytes.reset();
        }
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        return new BufferedReader(new Strict(new InputStreamReader(bytes, decoder)));
    }

    /** What is no text is told as such, and not as a file that could not be read. */
    private static final class Strict extends FilterReader {
        private long characters;

        Strict(Reader reader) {
            super(reader);
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int read;
            try {
                read = super.read(buffer, offset, length);
            } catch (CharacterCodingException e) {
                throw ImportProblem.IMPORT_ENCODING.because(
                        "Some bytes soon after character %d are not UTF-8; in Latin-1 and Windows-1252, umlauts and accents are such bytes."
                                .formatted(characters));
            }
            for (int i = offset; i < offset + read; i++) {
                if (buffer[i] == 0) {
                    throw ImportProblem.IMPORT_ENCODING.because(
                            "Character %d is a zero: it is UTF-16, or no text.".formatted(characters + i - offset));
                }
            }
            characters += Math.max(0, read);
            return read;
        }

        @Override
        public int read() throws IOException {
            char[] one = new char[1];
            return read(one, 0, 1) < 0 ? -1 : one[0];
        }
    }
}

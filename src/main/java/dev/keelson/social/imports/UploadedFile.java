package dev.keelson.social.imports;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.social.imports.Import.Format;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.servlet.ServletRequestContext;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/**
 * The file in a request: its body, or the first file of a form. It is read while it comes; a form is not unpacked anywhere
 * before.
 */
record UploadedFile(Format format, InputStream content) {
    private static final MediaType CSV = MediaType.parseMediaType("text/csv");
    private static final List<MediaType> JSON_LINES = List.of(
            MediaType.APPLICATION_NDJSON,
            MediaType.parseMediaType("application/jsonl"),
            MediaType.parseMediaType("application/json-lines"));
    private static final int MAX_PARTS = 20;

    static UploadedFile of(HttpServletRequest request) throws IOException {
        var type = mediaType(request.getContentType()).orElseThrow(UploadedFile::unsupported);
        return MediaType.MULTIPART_FORM_DATA.equalsTypeAndSubtype(type)
                ? inForm(request)
                : new UploadedFile(format(type).orElseThrow(UploadedFile::unsupported), request.getInputStream());
    }

    private static UploadedFile inForm(HttpServletRequest request) {
        var form = new FileUpload();
        form.setFileCountMax(MAX_PARTS);
        try {
            var parts = form.getItemIterator(new ServletRequestContext(request));
            while (parts.hasNext()) {
                var part = parts.next();
                if (!part.isFormField()) {
                    var format = byName(part.getName())
                            .or(() -> mediaType(part.getContentType()).flatMap(UploadedFile::format))
                            .orElseThrow(UploadedFile::unsupported);
                    return new UploadedFile(format, part.openStream());
                }
            }
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            CommonProblem.MALFORMED_REQUEST,
                            "The form cannot be read: it has no boundary, breaks off, or has too many parts."),
                    e);
        }
        throw CommonProblem.MALFORMED_REQUEST.because("The form has no file.");
    }

    private static Optional<Format> byName(@Nullable String name) {
        String lower = name == null ? "" : name.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".csv") || lower.endsWith(".tsv") || lower.endsWith(".txt")) {
            return Optional.of(Format.CSV);
        }
        return lower.endsWith(".jsonl") || lower.endsWith(".ndjson")
                ? Optional.of(Format.JSON_LINES)
                : Optional.empty();
    }

    private static Optional<Format> format(MediaType type) {
        if (type.getCharset() != null && !StandardCharsets.UTF_8.equals(type.getCharset())) {
            throw ImportProblem.IMPORT_ENCODING.because(
                    "Its Content-Type says %s.".formatted(type.getCharset().name()));
        }
        if (CSV.equalsTypeAndSubtype(type)) {
            return Optional.of(Format.CSV);
        }
        return JSON_LINES.stream().anyMatch(known -> known.equalsTypeAndSubtype(type))
                ? Optional.of(Format.JSON_LINES)
                : Optional.empty();
    }

    private static Optional<MediaType> mediaType(@Nullable String type) {
        try {
            return type == null ? Optional.empty() : Optional.of(MediaType.parseMediaType(type));
        } catch (InvalidMediaTypeException e) {
            return Optional.empty();
        }
    }

    private static ProblemException unsupported() {
        return new ProblemException(Problem.of(
                        CommonProblem.UNSUPPORTED_MEDIA_TYPE,
                        "A file of posts is 'text/csv' or 'application/x-ndjson'.")
                .action("Send the file as 'text/csv' or 'application/x-ndjson', or as a form with such a file."));
    }
}

package dev.keelson.social.media;

import dev.keelson.shared.IdGenerator;
import dev.keelson.social.networks.MediaKind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.fileupload.MultipartStream;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Takes a file to the disk, no further than its kind may be large, and finds out what it is. What is not good is not kept. */
@Component
class ReceiveFile {
    private static final String ENDING = ".part";
    private static final int PIECE = 64 * 1024;

    private final MediaSettings settings;
    private final IdGenerator ids;
    private final InstantSource clock;

    ReceiveFile(MediaSettings settings, IdGenerator ids, InstantSource clock) {
        this.settings = settings;
        this.ids = ids;
        this.clock = clock;
    }

    /** @throws IOException where the client has gone */
    ReceivedFile from(FilePart part) throws IOException {
        String name = FileName.shown(part.name());
        Path path = Files.createDirectories(settings.place()).resolve(ids.next() + ENDING);
        boolean good = false;
        try {
            // Never closed: to close a part is to read it to its end, also where it was refused at its beginning.
            var content = part.content();
            byte[] head = content.readNBytes(FileType.HEAD);
            var type = typed(head, name, part.contentType());
            var digest = sha256();
            long bytes = write(path, digest, head, content, type);
            var received = new ReceivedFile(
                    path, name, bytes, HexFormat.of().formatHex(digest.digest()), type, measures(path, type));
            good = true;
            return received;
        } catch (MultipartStream.MalformedStreamException | ClientAbortException _) {
            throw MediaProblem.MEDIA_EXPECTED.because("The body ends before the file does.");
        } finally {
            if (!good) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static FileType typed(byte[] head, String name, @Nullable String declared) {
        if (head.length == 0) {
            throw MediaProblem.MEDIA_DAMAGED.because("The file is empty.");
        }
        var type = FileType.of(head)
                .orElseThrow(() -> MediaProblem.MEDIA_TYPE_UNKNOWN.because(
                        "By its content the file is none of " + FileType.all() + "."));
        if (declared != null && !type.mayBeDeclared(declared)) {
            throw MediaProblem.MEDIA_TYPE_CONTRADICTED.because(
                    "Its content is %s, and its declared type says otherwise.".formatted(type.contentType()));
        }
        if (!type.mayBeNamed(FileName.extension(name))) {
            throw MediaProblem.MEDIA_TYPE_CONTRADICTED.because(
                    "Its content is %s: its name would have to end with '.%s'."
                            .formatted(type.contentType(), type.extension()));
        }
        return type;
    }

    private long write(Path path, MessageDigest digest, byte[] head, InputStream content, FileType type)
            throws IOException {
        long most = settings.largest(type.kind()).toBytes();
        try (var file = new DigestOutputStream(
                Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), digest)) {
            file.write(head);
            long bytes = head.length;
            byte[] piece = new byte[PIECE];
            for (int read = content.read(piece); read >= 0; read = content.read(piece)) {
                bytes += read;
                if (bytes > most) {
                    throw MediaProblem.MEDIA_TOO_LARGE.because("No network takes a %s of more than %,d bytes."
                            .formatted(type.kind().id(), most));
                }
                file.write(piece, 0, read);
            }
            return bytes;
        }
    }

    private Measures measures(Path path, FileType type) throws IOException {
        try {
            var measures = Inspect.file(path).map(Inspect.Inspected::measures).orElse(Measures.NONE);
            if (type.kind() == MediaKind.IMAGE && measures.pixels() > settings.maxPixels()) {
                throw MediaProblem.MEDIA_TOO_LARGE.because(
                        "The image says that it has %s x %s pixels; no network takes that."
                                .formatted(measures.width(), measures.height()));
            }
            return measures;
        } catch (EOFException _) {
            throw MediaProblem.MEDIA_DAMAGED.because(
                    "It begins as %s and does not go on as such a file has to.".formatted(type.contentType()));
        }
    }

    /** What a process has left that was killed. */
    @Scheduled(fixedDelay = 900_000)
    void clean() {
        Instant before = clock.instant().minus(settings.abandonedAfter());
        if (!Files.isDirectory(settings.place())) {
            return;
        }
        try (var left = Files.newDirectoryStream(settings.place(), "*" + ENDING)) {
            for (Path path : left) {
                if (lastWritten(path)
                        .filter(at -> at.toInstant().isBefore(before))
                        .isPresent()) {
                    Files.deleteIfExists(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<FileTime> lastWritten(Path path) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(path));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}

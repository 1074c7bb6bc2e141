package dev.keelson.webhooks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * One day's file of the archive. It grows by whole gzip members, each durable before the next begins, and has its name only
 * when it is complete: until then it is called {@code ….partial}. Several members after each other are one gzip file.
 */
final class ArchiveFile {
    /** Writes the lines of one member. */
    interface Lines {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * What a file holds.
     *
     * @param lines how many
     * @param sum of the lines' numbers; with their count it tells that each is there once
     */
    record Content(long lines, long sum, String sha256) {}

    /** The file that is to take this one's place. */
    record Next(Content content, long bytes) {}

    private static final int BUFFER = 1 << 16;

    private final Path file;
    private final Path partial;
    private final Path next;

    ArchiveFile(Path directory, LocalDate day) {
        file = directory.resolve("webhook-events-%s.ndjson.gz".formatted(day));
        partial = directory.resolve(file.getFileName() + ".partial");
        next = directory.resolve(file.getFileName() + ".next");
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** Shows each line of a complete file. */
    void lines(Consumer<String> line) {
        try (var reader = reader(Files.newInputStream(file))) {
            reader.lines().forEach(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean anyLine(Predicate<String> wanted) {
        try (var reader = reader(Files.newInputStream(file))) {
            return reader.lines().anyMatch(wanted);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String sha256() {
        try (var bytes = new DigestInputStream(Files.newInputStream(file), digest())) {
            bytes.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(bytes.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes, durably, what is to take this file's place: those of its lines that are to be kept. */
    Next writeNext(Predicate<String> kept, ToLongFunction<String> number) {
        try {
            Files.deleteIfExists(next);
            Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (var lines = reader(Files.newInputStream(file));
                    FileChannel channel = FileChannel.open(next, options, onlyForUs())) {
                var member = new GZIPOutputStream(Channels.newOutputStream(channel), BUFFER);
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (kept.test(line)) {
                        member.write(line.getBytes(StandardCharsets.UTF_8));
                        member.write('\n');
                    }
                }
                member.finish();
                channel.force(true);
            }
            return new Next(read(next, number), Files.size(next));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From one moment to the other, durably. */
    void replaceByNext() {
        try {
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return file.getFileName().toString();
    }

    /** Whether the first so many bytes are here to be continued. */
    boolean continuesAt(long bytes) throws IOException {
        return Files.exists(partial) && Files.size(partial) >= bytes;
    }

    /** Whether it got its name with so many bytes. */
    boolean isComplete(long bytes) throws IOException {
        return Files.exists(file) && Files.size(file) == bytes && !Files.exists(partial);
    }

    /**
     * Adds one member after the first so many bytes; what an interrupted run left beyond them is overwritten.
     *
     * @return the bytes that are durable now
     * @throws FileAlreadyExistsException where the day has a complete file already, which is never touched
     */
    long append(long bytes, Lines lines) throws IOException {
        refuseToReplace();
        Files.createDirectories(partial.toAbsolutePath().getParent());
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(partial, options, onlyForUs())) {
            channel.truncate(bytes).position(bytes);
            var member = new GZIPOutputStream(Channels.newOutputStream(channel), BUFFER);
            lines.writeTo(member);
            member.finish();
            channel.force(true);
            return channel.position();
        }
    }

    /** Reads all of it, which checks every member's checksum too. */
    Content read(ToLongFunction<String> number) throws IOException {
        return read(Files.exists(partial) ? partial : file, number);
    }

    private static Content read(Path path, ToLongFunction<String> number) throws IOException {
        MessageDigest digest = digest();
        long lines = 0;
        long sum = 0;
        try (var reader = reader(new DigestInputStream(Files.newInputStream(path), digest))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines++;
                sum += number.applyAsLong(line);
            }
        }
        return new Content(lines, sum, HexFormat.of().formatHex(digest.digest()));
    }

    private static BufferedReader reader(InputStream compressed) throws IOException {
        return new BufferedReader(
                new InputStreamReader(new GZIPInputStream(compressed, BUFFER), StandardCharsets.UTF_8));
    }

    /** Gives it its name, durably. */
    void complete() throws IOException {
        if (Files.exists(partial)) {
            refuseToReplace();
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        }
        forceName();
    }

    private void forceName() throws IOException {
        if (isPosix()) {
            // Elsewhere a directory cannot be opened, and the name is durable with the move.
            try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
                directory.force(true);
            }
        }
    }

    private void refuseToReplace() throws FileAlreadyExistsException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString(), null, "an archive is never replaced");
        }
    }

    private FileAttribute<?>[] onlyForUs() {
        return isPosix()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private boolean isPosix() {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

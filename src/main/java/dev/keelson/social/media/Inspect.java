package dev.keelson.social.media;

import dev.keelson.social.networks.MediaKind;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Finds out by its content what a file is. */
final class Inspect {
    private Inspect() {}

    /** @param measures of it when it is shown */
    record Inspected(FileType type, Measures measures) {}

    /** @throws EOFException where the type is known, and the file is not whole or not of that type throughout */
    static Optional<Inspected> file(Path path) throws IOException {
        try (var file = FileChannel.open(path)) {
            var content = Bytes.of(file);
            var type = FileType.of(content.upTo(0, FileType.HEAD));
            return type.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Inspected(type.get(), whole(type.get(), content)));
        }
    }

    /** @param beginning of a file that is elsewhere: it tells what it can */
    static Optional<Inspected> beginning(byte[] beginning) {
        return FileType.of(beginning).map(type -> new Inspected(type, asFarAsTold(type, Bytes.of(beginning))));
    }

    private static Measures asFarAsTold(FileType type, Bytes content) {
        try {
            return measures(type, content);
        } catch (IOException | ArithmeticException _) {
            return Measures.NONE;
        }
    }

    private static Measures whole(FileType type, Bytes content) throws IOException {
        Measures measures;
        try {
            measures = measures(type, content);
        } catch (ArithmeticException e) {
            throw (IOException) new EOFException("larger than anything").initCause(e);
        }
        if (type.kind() == MediaKind.IMAGE) {
            Images.requireWhole(type, content);
            if (measures.pixels() == 0) {
                throw new EOFException("no size");
            }
        }
        return measures;
    }

    private static Measures measures(FileType type, Bytes content) throws IOException {
        return switch (type) {
            case JPEG -> Images.jpeg(content);
            case PNG -> Images.png(content);
            case GIF -> Images.gif(content);
            case WEBP -> Images.webp(content);
            case BMP -> Images.bmp(content);
            case TIFF -> Images.tiff(content);
            case HEIC, AVIF -> Boxes.image(content);
            case MP4, MOV -> Boxes.film(content);
            case AVI -> avi(content);
            case WEBM, PDF -> Measures.NONE;
        };
    }

    /** The main header stands first, at the same place in all of them. */
    private static Measures avi(Bytes content) throws IOException {
        var header = content.at(32, 40).order(ByteOrder.LITTLE_ENDIAN);
        long micros = (header.getInt(0) & 0xffff_ffffL) * (header.getInt(16) & 0xffff_ffffL);
        return Measures.of(header.getInt(32) & 0xffff, header.getInt(36) & 0xffff)
                .lasting(micros > 0 ? Duration.ofMillis(micros / 1_000) : null);
    }
}

package dev.keelson.social.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that has arrived whole and been found good. Closing it deletes it.
 *
 * @param name what the user calls it, fit to be shown
 */
record ReceivedFile(Path path, String name, long bytes, String sha256, FileType type, Measures measures)
        implements AutoCloseable {

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.keelson.bench.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A small disk of its own, in memory, that can be full. */
final class Disk implements AutoCloseable {
    private static final int BLOCK = 65_536;

    private final Path directory;
    private final Path ballast;

    private Disk(Path directory) {
        this.directory = directory;
        this.ballast = directory.resolve("ballast");
    }

    /** Why there can be none here; empty where there can. */
    static String obstacle() {
        if (!System.getProperty("user.name").equals("root")) {
            return "only root may mount a small disk";
        }
        try {
            Path directory = Files.createTempDirectory("keelson-faults");
            mount(directory, 1).close();
            Files.delete(directory);
            return "";
        } catch (IOException e) {
            return "a small disk cannot be mounted here";
        }
    }

    static Disk mount(Path directory, int megabytes) throws IOException {
        Files.createDirectories(directory);
        int status = Children.run(List.of(
                "mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=700", "tmpfs", directory.toString()));
        if (status != 0) {
            throw new IOException("mount ended with " + status);
        }
        var disk = new Disk(directory);
        Children.finallyDo(disk::close);
        return disk;
    }

    Path directory() {
        return directory;
    }

    /** Fills it up but for so much. */
    void fill(long leftBytes) throws IOException {
        try (var file = FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (free() > leftBytes) {
                file.write(ByteBuffer.allocate((int) Math.min(BLOCK, Math.max(1, free() - leftBytes))));
            }
        }
    }

    long free() throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    void giveBack() throws IOException {
        Files.deleteIfExists(ballast);
    }

    @Override
    public void close() {
        Children.run(List.of("umount", "-l", directory.toString()));
    }
}

package dev.keelson.social.media;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Bytes that are read where they are wanted: a file's, or the first of one that is elsewhere. */
final class Bytes {
    private interface Source {
        byte[] read(long position, int length) throws IOException;
    }

    /** More at once is nothing that a header needs, whatever it says of itself. */
    private static final int MOST = 64 * 1024;

    private final Source source;
    private final long size;

    private Bytes(Source source, long size) {
        this.source = source;
        this.size = size;
    }

    static Bytes of(FileChannel file) throws IOException {
        return new Bytes(
                (position, length) -> {
                    var buffer = ByteBuffer.allocate(length);
                    while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) >= 0) {
                        // until it is full, or there is no more
                    }
                    return Arrays.copyOf(buffer.array(), buffer.position());
                },
                file.size());
    }

    static Bytes of(byte[] bytes) {
        return new Bytes(
                (position, length) -> position >= bytes.length
                        ? new byte[0]
                        : Arrays.copyOfRange(
                                bytes, (int) position, (int) Math.min(bytes.length, position + (long) length)),
                bytes.length);
    }

    long size() {
        return size;
    }

    /** At most so many bytes: fewer where it ends. */
    byte[] upTo(long position, int length) throws IOException {
        return source.read(position, Math.min(length, MOST));
    }

    /** @throws EOFException where it ends before */
    ByteBuffer at(long position, int length) throws IOException {
        byte[] read = position < 0 || length > MOST ? new byte[0] : source.read(position, length);
        if (read.length < length) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(read);
    }

    int byteAt(long position) throws IOException {
        return at(position, 1).get() & 0xff;
    }

    int shortAt(long position) throws IOException {
        return at(position, 2).getShort() & 0xffff;
    }

    long intAt(long position) throws IOException {
        return at(position, 4).getInt() & 0xffff_ffffL;
    }
}

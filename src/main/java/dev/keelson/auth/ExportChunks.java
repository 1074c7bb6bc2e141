package dev.keelson.auth;

import java.io.OutputStream;
import java.util.UUID;

/** Stores what is written to it in pieces, of which one is in memory at a time. */
final class ExportChunks extends OutputStream {
    private final DataExports exports;
    private final UUID id;
    private final byte[] piece;
    private int filled;
    private int number;
    private long written;

    ExportChunks(DataExports exports, UUID id, int size) {
        this.exports = exports;
        this.id = id;
        this.piece = new byte[size];
    }

    long written() {
        return written;
    }

    @Override
    public void write(int oneByte) {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            int count = Math.min(end - from, piece.length - filled);
            System.arraycopy(bytes, from, piece, filled, count);
            filled += count;
            from += count;
            if (filled == piece.length) {
                store();
            }
        }
        written += length;
    }

    @Override
    public void close() {
        if (filled > 0) {
            store();
        }
    }

    private void store() {
        byte[] full = new byte[filled];
        System.arraycopy(piece, 0, full, 0, filled);
        exports.addChunk(id, number++, full);
        filled = 0;
    }
}

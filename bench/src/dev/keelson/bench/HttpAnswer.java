package dev.keelson.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/** Reads of an HTTP/1.1 answer only what a load has to know: where it ends, its status, and whether the connection stays. */
final class HttpAnswer {
    private static final byte[] LENGTH = bytes("content-length:");
    private static final byte[] CHUNKED = bytes("transfer-encoding: chunked");
    private static final byte[] CLOSE = bytes("connection: close");
    private static final byte[] LAST_CHUNK = bytes("\r\n0\r\n\r\n");

    private int status;
    private boolean closes;

    int status() {
        return status;
    }

    boolean closes() {
        return closes;
    }

    /** @param answer what has come, from 0 to its position */
    boolean isWhole(ByteBuffer answer) {
        int end = answer.position();
        int length = 0;
        boolean chunked = false;
        closes = false;
        int line = 0;
        for (int i = 1; i < end; i++) {
            if (answer.get(i) != '\n') {
                continue;
            }
            if (i - line <= 1) {
                status = (answer.get(9) - '0') * 100 + (answer.get(10) - '0') * 10 + answer.get(11) - '0';
                return chunked ? endsWithLastChunk(answer, end) : end - (i + 1) >= length;
            }
            if (startsWith(answer, line, i, LENGTH)) {
                length = number(answer, line + LENGTH.length, i);
            } else if (startsWith(answer, line, i, CHUNKED)) {
                chunked = true;
            } else if (startsWith(answer, line, i, CLOSE)) {
                closes = true;
            }
            line = i + 1;
        }
        return false;
    }

    private static boolean endsWithLastChunk(ByteBuffer answer, int end) {
        int start = end - LAST_CHUNK.length;
        return start > 0 && startsWith(answer, start, end, LAST_CHUNK);
    }

    private static boolean startsWith(ByteBuffer answer, int from, int to, byte[] name) {
        if (to - from < name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            byte b = answer.get(from + i);
            if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static int number(ByteBuffer answer, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            byte b = answer.get(i);
            if (b >= '0' && b <= '9') {
                number = number * 10 + b - '0';
            }
        }
        return number;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}

package dev.keelson.webhooks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/** A connection on which requests are written byte by byte, as no client library would. */
final class RawHttp implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 10_000;

    private final Socket socket;

    /** @param from the loopback address that the server sees: each has a budget of its own */
    RawHttp(int port, String from) throws IOException {
        socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port, InetAddress.ofLiteral(from), 0);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    }

    RawHttp write(String latin1) throws IOException {
        return write(latin1.getBytes(ISO_8859_1));
    }

    RawHttp write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** The next status line and headers. */
    String head() throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                break;
            }
            head.write(next);
        }
        return head.toString(ISO_8859_1);
    }

    int status() throws IOException {
        String head = head();
        return head.length() < 12 ? -1 : Integer.parseInt(head.substring(9, 12));
    }

    /** Ends the connection as a process does that dies. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

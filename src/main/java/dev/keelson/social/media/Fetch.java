package dev.keelson.social.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One request to a server that a user names. No HTTP client of Java's connects to an address that was looked at before: each looks
 * the name up again, and may be given another address then. So this connects to the address that was found to be allowed, and
 * speaks just as much HTTP as a look at a file needs. It follows no redirect and sends nothing of ours.
 */
final class Fetch {
    private static final int LONGEST_LINE = 8_192;
    private static final int MOST_HEADERS = 100;
    private static final SSLSocketFactory TLS = (SSLSocketFactory) SSLSocketFactory.getDefault();

    private final boolean allowLoopback;
    private final Duration timeout;

    Fetch(boolean allowLoopback, Duration timeout) {
        this.allowLoopback = allowLoopback;
        this.timeout = timeout;
    }

    /** The name leads to an address that nobody may have us ask. */
    static final class ForbiddenAddressException extends IOException {
        private static final long serialVersionUID = 1;

        ForbiddenAddressException() {
            super("not a public address");
        }
    }

    /** @param headers by their names in lower case; the first of each */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Response(int status, Map<String, String> headers, byte[] body) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }
    }

    /** @param bytes so many of the body are read at most */
    Response send(String method, URI uri, int bytes) throws IOException {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean tls = "https".equals(uri.getScheme());
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(allowed(uri.getHost()), port), left(deadline));
            plain.setSoTimeout(left(deadline));
            try (var socket = tls ? secured(plain, uri.getHost(), port) : plain) {
                socket.getOutputStream().write(request(method, uri, bytes).getBytes(ISO_8859_1));
                return read(method, new Timed(socket, deadline), bytes);
            }
        }
    }

    private InetAddress allowed(@Nullable String host) throws IOException {
        if (host == null) {
            // Not as a host has to be written, though some would understand it: 127.1
            throw new ForbiddenAddressException();
        }
        // The host of a literal IPv6 address is in brackets.
        var addresses = InetAddress.getAllByName(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        for (InetAddress address : addresses) {
            if (!PublicAddress.isPublic(address) && !(allowLoopback && address.isLoopbackAddress())) {
                throw new ForbiddenAddressException();
            }
        }
        if (addresses.length == 0) {
            throw new UnknownHostException();
        }
        return addresses[0];
    }

    private static SSLSocket secured(Socket plain, String host, int port) throws IOException {
        var socket = (SSLSocket) TLS.createSocket(plain, host, port, true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static String request(String method, URI uri, int bytes) {
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return method + " " + path + query + " HTTP/1.1\r\nHost: " + uri.getRawAuthority()
                + "\r\nUser-Agent: keelson\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n"
                + (method.equals("GET") ? "Range: bytes=0-" + (bytes - 1) + "\r\n" : "")
                + "\r\n";
    }

    private static Response read(String method, InputStream in, int bytes) throws IOException {
        String[] start = line(in).split(" ", 3);
        if (start.length < 2 || !start[0].startsWith("HTTP/1.") || !start[1].matches("[1-5]\\d\\d")) {
            throw new IOException("not HTTP");
        }
        var headers = new HashMap<String, String>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            if (colon > 0 && headers.size() < MOST_HEADERS) {
                headers.putIfAbsent(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        int status = Integer.parseInt(start[1]);
        boolean chunked = headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .contains("chunked");
        return new Response(status, headers, method.equals("GET") ? body(in, chunked, bytes) : new byte[0]);
    }

    /** Of a body in chunks the first one tells enough. */
    private static byte[] body(InputStream in, boolean chunked, int bytes) throws IOException {
        if (!chunked) {
            return in.readNBytes(bytes);
        }
        try {
            int size = Integer.parseInt(line(in).replaceAll(";.*", "").strip(), 16);
            return in.readNBytes(Math.clamp(size, 0, bytes));
        } catch (NumberFormatException e) {
            throw new IOException("not HTTP", e);
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            if (line.length() >= LONGEST_LINE) {
                throw new IOException("line too long");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private static int left(long deadline) throws SocketTimeoutException {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return Math.toIntExact(millis);
    }

    /** A server that sends a byte now and then is no faster than one that sends none. */
    private static final class Timed extends BufferedInputStream {
        private final Socket socket;
        private final long deadline;

        Timed(Socket socket, long deadline) throws IOException {
            super(socket.getInputStream());
            this.socket = socket;
            this.deadline = deadline;
        }

        @Override
        public synchronized int read() throws IOException {
            socket.setSoTimeout(left(deadline));
            return super.read();
        }

        @Override
        public synchronized int read(byte[] buffer, int offset, int length) throws IOException {
            socket.setSoTimeout(left(deadline));
            return super.read(buffer, offset, length);
        }
    }
}

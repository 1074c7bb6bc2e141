package dev.keelson.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Answers 200 to every so many bytes and does nothing else: what it reaches is the load's own ceiling on this machine. */
final class TrivialServer implements AutoCloseable {
    private static final byte[] ANSWER = "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\n{}".getBytes(ISO_8859_1);

    private final Selector selector;
    private final ServerSocketChannel server;
    private final int requestLength;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);

    private TrivialServer(Selector selector, ServerSocketChannel server, int requestLength) {
        this.selector = selector;
        this.server = server;
        this.requestLength = requestLength;
    }

    /** @param requestLength bytes of each request, head and body */
    static TrivialServer start(int requestLength) throws IOException {
        var selector = Selector.open();
        var server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        var trivial = new TrivialServer(selector, server, requestLength);
        Thread.ofPlatform().daemon().name("trivial-server").start(trivial::serve);
        return trivial;
    }

    int port() {
        return server.socket().getLocalPort();
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                selector.select(this::ready);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel channel = server.accept();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new int[1]);
            } else {
                answer((SocketChannel) key.channel(), (int[]) key.attachment());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param received of the request that is coming in, in its one element */
    private void answer(SocketChannel channel, int[] received) throws IOException {
        buffer.clear();
        int read = channel.read(buffer);
        if (read < 0) {
            channel.close();
            return;
        }
        received[0] += read;
        if (received[0] >= requestLength) {
            received[0] -= requestLength;
            channel.write(ByteBuffer.wrap(ANSWER));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        selector.close();
    }
}

package dev.keelson.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Sends prepared requests over a number of connections that are kept open, each of which sends its next request when the
 * last is answered. One thread serves them all and allocates nothing per request: it shares the machine with what it measures.
 */
final class HttpLoad implements AutoCloseable {
    /**
     * @param answered with status 200
     * @param refused with another
     * @param reconnects how often the server closed a connection after an answer
     * @param seconds from the first request to the last answer
     * @param latencies from a request to its whole answer; of a paced load from when the request was due
     * @param cpuMicros processor time of the load per request
     * @param lastAnswer when the last answer came, by {@link System#nanoTime}
     */
    record Result(
            int answered,
            int refused,
            int reconnects,
            double seconds,
            Latencies latencies,
            double cpuMicros,
            long lastAnswer) {
        double perSecond() {
            return answered / seconds;
        }
    }

    private static final long PATIENCE_NANOS = Duration.ofSeconds(15).toNanos();
    private static final int OK = 200;

    private final class Wire {
        private final ByteBuffer request = requests.view();
        private final ByteBuffer answer = ByteBuffer.allocateDirect(16_384);
        private final HttpAnswer parser = new HttpAnswer();
        private SocketChannel channel;
        private SelectionKey key;
        private long since;

        Wire() throws IOException {
            channel = connect();
            key = channel.register(selector, SelectionKey.OP_READ, this);
        }

        private void send(long at) throws IOException {
            requests.take(request);
            since = at;
            inFlight++;
            push();
        }

        private void push() throws IOException {
            channel.write(request);
            key.interestOps(
                    request.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }

        /** Whether a whole answer is here. */
        private boolean pull() throws IOException {
            if (channel.read(answer) < 0) {
                throw new EOFException("the server closed a connection instead of answering");
            }
            if (!parser.isWhole(answer)) {
                return false;
            }
            answer.clear();
            if (parser.closes()) {
                channel.close();
                reconnects++;
                channel = connect();
                key = channel.register(selector, SelectionKey.OP_READ, this);
            }
            return true;
        }

        private SocketChannel connect() throws IOException {
            var socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.configureBlocking(false);
            return socket;
        }
    }

    private final int port;
    private final SignedRequests requests;
    private final Selector selector;
    private final Deque<Wire> idle = new ArrayDeque<>();
    private Latencies latencies = new Latencies(0);
    private int inFlight;
    private int answered;
    private int refused;
    private int reconnects;
    private long lastAnswer;
    private boolean closedLoop;
    private long deadline;

    private HttpLoad(int port, SignedRequests requests, int connections) throws IOException {
        this.port = port;
        this.requests = requests;
        selector = Selector.open();
        for (int i = 0; i < connections; i++) {
            idle.add(new Wire());
        }
    }

    /** As fast as the answers come, until the time or the requests run out. */
    static Result asFastAsItGoes(int port, SignedRequests requests, int connections, Duration duration)
            throws IOException {
        try (var load = new HttpLoad(port, requests, connections)) {
            return load.run(duration, Double.POSITIVE_INFINITY);
        }
    }

    /** So many requests a second whatever the answers take, as long as a connection is free; late ones count from when they were due. */
    static Result paced(int port, SignedRequests requests, int connections, double perSecond, Duration duration)
            throws IOException {
        try (var load = new HttpLoad(port, requests, connections)) {
            return load.run(duration, perSecond);
        }
    }

    private Result run(Duration duration, double perSecond) throws IOException {
        latencies = new Latencies(requests.left());
        closedLoop = Double.isInfinite(perSecond);
        var threads = ManagementFactory.getThreadMXBean();
        long cpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        deadline = start + duration.toNanos();
        double gap = closedLoop ? 0 : Duration.ofSeconds(1).toNanos() / perSecond;
        long sent = 0;
        while (true) {
            long now = System.nanoTime();
            boolean open = now < deadline && requests.left() > 0;
            while (open && !idle.isEmpty() && start + (long) (sent * gap) <= now) {
                idle.poll().send(closedLoop ? System.nanoTime() : start + (long) (sent * gap));
                sent++;
                open = requests.left() > 0;
            }
            if (!open && inFlight == 0) {
                break;
            }
            if (now - Math.max(start, lastAnswer) > PATIENCE_NANOS && inFlight > 0) {
                throw new IOException(inFlight + " requests have no answer");
            }
            await(open && !closedLoop && !idle.isEmpty());
        }
        double seconds = (lastAnswer - start) / 1e9;
        double used = (threads.getCurrentThreadCpuTime() - cpu) / 1e3 / Math.max(1, answered + refused);
        return new Result(answered, refused, reconnects, seconds, latencies, used, lastAnswer);
    }

    /** A paced load looks again soon: its next request is due before the next answer, perhaps. */
    private void await(boolean soon) throws IOException {
        selector.select(this::ready, soon ? 1 : 1_000);
    }

    private void ready(SelectionKey key) {
        var wire = (Wire) key.attachment();
        try {
            if (key.isWritable()) {
                wire.push();
            }
            if (key.isReadable() && wire.pull()) {
                answered(wire);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answered(Wire wire) throws IOException {
        lastAnswer = System.nanoTime();
        latencies.add(lastAnswer - wire.since);
        inFlight--;
        if (wire.parser.status() == OK) {
            answered++;
        } else {
            refused++;
        }
        if (closedLoop && lastAnswer < deadline && requests.left() > 0) {
            wire.send(lastAnswer);
        } else {
            idle.add(wire);
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}

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
import java.util.List;
import java.util.stream.IntStream;

/**
 * Requests that come when they come: so many a second at even distances, whatever the answers take. A latency counts from
 * when the request was due, so one that had to wait for its turn here is as slow as its caller found it. All that were due are
 * sent, however late. One thread serves all connections, each from an address of its own, as callers have.
 */
final class ApiLoad implements AutoCloseable {
    /**
     * @param latencies by kind, ns from when the request was due to its whole answer
     * @param refused answers that were not 200
     * @param lateSends sent more than 5 ms after they were due: then it is the load that is late
     * @param seconds from the first request to the last answer
     * @param cpu of the load itself
     */
    record Result(List<Latencies> latencies, Latencies all, int refused, int lateSends, double seconds, Duration cpu) {}

    private static final int CONNECTIONS = 64;
    private static final long LATE_NANOS = Duration.ofMillis(5).toNanos();
    private static final long PATIENCE_NANOS = Duration.ofSeconds(15).toNanos();
    private static final int OK = 200;

    private final class Wire {
        private final ByteBuffer answer = ByteBuffer.allocateDirect(65_536);
        private final HttpAnswer parser = new HttpAnswer();
        private final SocketChannel channel;
        private final SelectionKey key;
        private ByteBuffer request = ByteBuffer.allocate(0);
        private long due;
        private int kind;

        Wire(int number) throws IOException {
            channel = SocketChannel.open();
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.1." + (number + 1)), 0));
            channel.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            key = channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send(int nextKind, long dueAt) throws IOException {
            kind = nextKind;
            due = dueAt;
            request = requests.next(kind);
            push();
        }

        void push() throws IOException {
            channel.write(request);
            key.interestOps(
                    request.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }

        boolean pull() throws IOException {
            if (channel.read(answer) < 0) {
                throw new EOFException("the server closed a connection instead of answering");
            }
            if (!parser.isWhole(answer)) {
                return false;
            }
            if (parser.closes()) {
                throw new EOFException("the server closes a connection after status " + parser.status());
            }
            answer.clear();
            return true;
        }
    }

    private final int port;
    private final ApiRequests requests;
    private final Selector selector;
    private final Deque<Wire> idle = new ArrayDeque<>();
    private Latencies all = new Latencies(0);
    private List<Latencies> latencies = List.of();
    private int inFlight;
    private int refused;
    private long lastAnswer;

    ApiLoad(int port, ApiRequests requests) throws IOException {
        this.port = port;
        this.requests = requests;
        selector = Selector.open();
        for (int i = 0; i < CONNECTIONS; i++) {
            idle.add(new Wire(i));
        }
    }

    Result run(int perSecond, Duration duration) throws IOException {
        int count = Math.toIntExact(perSecond * duration.toSeconds());
        all = new Latencies(count);
        latencies = IntStream.range(0, ApiRequests.KINDS)
                .mapToObj(_ -> new Latencies(count))
                .toList();
        refused = 0;
        int lateSends = 0;
        var threads = ManagementFactory.getThreadMXBean();
        long cpu = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        lastAnswer = start;
        double gap = 1e9 / perSecond;
        int sent = 0;
        while (sent < count || inFlight > 0) {
            long now = System.nanoTime();
            long due = start + (long) (sent * gap);
            if (sent < count && due <= now && !idle.isEmpty()) {
                lateSends += now - due > LATE_NANOS ? 1 : 0;
                inFlight++;
                idle.remove().send(sent % ApiRequests.KINDS, due);
                sent++;
                continue;
            }
            if (now - Math.max(lastAnswer, due) > PATIENCE_NANOS) {
                throw new IOException(inFlight + " requests have no answer");
            }
            boolean waitsForTime = sent < count && !idle.isEmpty();
            // A millisecond is the shortest that a selector waits for; nearer than that it only looks.
            if (waitsForTime && due - now < 1_000_000) {
                selector.selectNow(this::ready);
            } else {
                selector.select(this::ready, waitsForTime ? Math.max(1, (due - now) / 1_000_000) : 1_000);
            }
        }
        return new Result(
                latencies,
                all,
                refused,
                lateSends,
                (lastAnswer - start) / 1e9,
                Duration.ofNanos(threads.getCurrentThreadCpuTime() - cpu));
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

    private void answered(Wire wire) {
        lastAnswer = System.nanoTime();
        inFlight--;
        refused += wire.parser.status() == OK ? 0 : 1;
        latencies.get(wire.kind).add(lastAnswer - wire.due);
        all.add(lastAnswer - wire.due);
        idle.add(wire);
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}

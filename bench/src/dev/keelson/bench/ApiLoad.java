package dev.keelson.bench;

import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Requests that come when they come: so many a second at even distances, whatever the answers take. A latency counts from
 * when the request was due, so one that had to wait for a connection is as slow as its caller found it. All that were due are
 * sent, however late. One thread sends and one reads; each connection has an address of its own, as callers have.
 */
final class ApiLoad implements AutoCloseable {
    /**
     * @param latencies by kind, from when the request was due to its whole answer
     * @param refused answers that were not 200
     * @param lateSends sent more than 5 ms after they were due
     * @param seconds from the first request to the last answer
     * @param cpu of the load itself
     */
    record Result(List<Latencies> latencies, Latencies all, int refused, int lateSends, double seconds, Duration cpu) {}

    private static final int CONNECTIONS = 64;
    private static final long LATE_NANOS = Duration.ofMillis(5).toNanos();
    private static final long PATIENCE_MILLIS = Duration.ofSeconds(15).toMillis();
    private static final int OK = 200;

    private final class Wire {
        private final ByteBuffer answer = ByteBuffer.allocateDirect(65_536);
        private final HttpAnswer parser = new HttpAnswer();
        private final SocketChannel channel;
        private volatile long due;
        private volatile int kind;

        Wire(int number) throws IOException {
            channel = SocketChannel.open();
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.1." + (number + 1)), 0));
            channel.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send(int nextKind, long dueAt) throws IOException {
            kind = nextKind;
            due = dueAt;
            ByteBuffer request = requests.next(nextKind);
            while (request.hasRemaining()) {
                channel.write(request);
            }
        }

        /** Whether a whole answer is here. */
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
    private final BlockingQueue<Wire> idle = new LinkedBlockingQueue<>();

    ApiLoad(int port, ApiRequests requests) throws IOException {
        this.port = port;
        this.requests = requests;
        selector = Selector.open();
        for (int i = 0; i < CONNECTIONS; i++) {
            idle.add(new Wire(i));
        }
    }

    Result run(int perSecond, Duration duration) throws IOException, InterruptedException {
        int count = Math.toIntExact(perSecond * duration.toSeconds());
        long cpu = cpu();
        long start = System.nanoTime();
        var reading = new FutureTask<>(() -> read(count));
        Thread.ofPlatform().daemon().name("answers").start(reading);
        int lateSends = 0;
        for (int sent = 0; sent < count; sent++) {
            long due = start + (long) (sent * 1e9 / perSecond);
            Wire wire = idleAt(due, reading);
            lateSends += System.nanoTime() - due > LATE_NANOS ? 1 : 0;
            wire.send(sent % ApiRequests.KINDS, due);
        }
        try {
            Read read = reading.get();
            return new Result(
                    read.latencies(),
                    read.all(),
                    read.refused(),
                    lateSends,
                    (System.nanoTime() - start) / 1e9,
                    Duration.ofNanos(read.cpu() + cpu() - cpu));
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    /** A connection that waits for nothing, not before the request is due. */
    private Wire idleAt(long due, FutureTask<Read> reading) throws IOException, InterruptedException {
        long wait = due - System.nanoTime();
        while (wait > 0) {
            LockSupport.parkNanos(wait);
            wait = due - System.nanoTime();
        }
        Wire wire = idle.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (wire == null || reading.isDone()) {
            throw new IOException("answers have stopped");
        }
        return wire;
    }

    private record Read(List<Latencies> latencies, Latencies all, int refused, long cpu) {}

    private Read read(int count) throws IOException {
        long cpu = cpu();
        var all = new Latencies(count);
        var latencies = IntStream.range(0, ApiRequests.KINDS)
                .mapToObj(_ -> new Latencies(count))
                .toList();
        int refused = 0;
        while (all.count() < count) {
            if (selector.select(PATIENCE_MILLIS) == 0) {
                throw new IOException("no answer in " + PATIENCE_MILLIS + " ms");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                var wire = (Wire) key.attachment();
                if (wire.pull()) {
                    long took = System.nanoTime() - wire.due;
                    latencies.get(wire.kind).add(took);
                    all.add(took);
                    refused += wire.parser.status() == OK ? 0 : 1;
                    idle.add(wire);
                }
            }
            selector.selectedKeys().clear();
        }
        return new Read(latencies, all, refused, cpu() - cpu);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}

package dev.keelson.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Stands between the application and its database and can cut, slow down, hold up and forget the connections through it. */
final class TcpFaultProxy implements AutoCloseable {
    private static final int BUFFER = 16_384;

    /** What the network does to a connection. */
    private final class Link {
        private final Socket client;
        private final Socket server;
        private volatile long heldUntil;
        private volatile long slowUntil;
        private volatile boolean forgotten;

        Link(Socket client) throws IOException {
            this.client = client;
            this.server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void open() {
            links.add(this);
            Thread.ofVirtual().start(() -> pump(client, server));
            Thread.ofVirtual().start(() -> pump(server, client));
        }

        private void pump(Socket from, Socket to) {
            byte[] buffer = new byte[BUFFER];
            try {
                int read = from.getInputStream().read(buffer);
                while (read >= 0) {
                    delay();
                    if (forgotten) {
                        return;
                    }
                    to.getOutputStream().write(buffer, 0, read);
                    read = from.getInputStream().read(buffer);
                }
            } catch (IOException e) {
                // Cut by one side or by us: the other side is told, unless the connection is to be forgotten.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                if (!forgotten) {
                    links.remove(this);
                    closeQuietly(client);
                    closeQuietly(server);
                }
            }
        }

        private void delay() throws InterruptedException {
            long now = System.nanoTime();
            if (slowUntil - now > 0) {
                Thread.sleep(50 + ThreadLocalRandom.current().nextInt(450));
            }
            while (heldUntil - System.nanoTime() > 0) {
                Thread.sleep(20);
            }
        }

        void reset() {
            try {
                client.setSoLinger(true, 0);
                server.setSoLinger(true, 0);
            } catch (IOException e) {
                // Closed already.
            }
            closeQuietly(client);
            closeQuietly(server);
        }
    }

    private final ServerSocket listener;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Set<Link> forgotten = ConcurrentHashMap.newKeySet();

    private TcpFaultProxy(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /** @param target a port of this machine */
    static TcpFaultProxy start(int target) throws IOException {
        var proxy = new TcpFaultProxy(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), target);
        Thread.ofVirtual().start(proxy::accept);
        return proxy;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Each packet of the connections that are open now takes 50 to 500 ms longer for a while. */
    void slowDown(double share, Duration duration) {
        some(share).forEach(link -> link.slowUntil = System.nanoTime() + duration.toNanos());
    }

    /** Nothing passes for a while; then everything does. */
    void holdUp(double share, Duration duration) {
        some(share).forEach(link -> link.heldUntil = System.nanoTime() + duration.toNanos());
    }

    /** Both sides are told at once that the connection is gone. */
    void reset(double share) {
        some(share).forEach(Link::reset);
    }

    /** Nothing passes any more, and neither side is told: as when the machine at the other end lost its power. */
    int forget(double share) {
        var chosen = some(share);
        for (Link link : chosen) {
            link.forgotten = true;
            links.remove(link);
            forgotten.add(link);
        }
        return chosen.size();
    }

    private List<Link> some(double share) {
        return links.stream()
                .filter(_ -> ThreadLocalRandom.current().nextDouble() < share)
                .toList();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                accept(listener.accept());
            } catch (IOException e) {
                // The listener was closed.
                return;
            }
        }
    }

    private void accept(Socket client) {
        try {
            new Link(client).open();
        } catch (IOException e) {
            // The database is away: so is what leads to it.
            closeQuietly(client);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        links.forEach(Link::reset);
        forgotten.forEach(Link::reset);
    }
}

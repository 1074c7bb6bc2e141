package dev.keelson.shared;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Short words between the nodes on one database, by PostgreSQL's {@code NOTIFY}. They are hints that something should be looked
 * at again: a word may be lost with its node or with the database's connection, and {@link NoticeListener#missed} tells the
 * latter.
 *
 * <p>What is sent is collected for a moment and sent by a transaction of its own: commits with a notification wait for each
 * other in the whole database.
 */
@Component
public class NodeNotices implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(NodeNotices.class);
    private static final String PREFIX = "keelson_";
    private static final Duration MOMENT = Duration.ofMillis(50);
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);
    private static final int LISTEN_MILLIS = 2_000;
    private static final int VALID_SECONDS = 5;
    /** PostgreSQL takes 8000 bytes. */
    private static final int LONGEST = 7_000;

    /** Beyond it words are lost: nobody can use so many. */
    private static final int MOST_PENDING = 100_000;

    private final JdbcClient jdbc;
    private final DataSource connections;
    private final Map<String, NoticeListener> listeners;
    private final Map<String, Set<String>> pending = new TreeMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;
    private volatile boolean hears;

    NodeNotices(JdbcClient jdbc, DatabasePools pools, List<NoticeListener> listeners) {
        this.jdbc = jdbc;
        this.connections = pools.withoutPool("notices");
        this.listeners = listeners.stream()
                .collect(Collectors.toMap(listener -> PREFIX + listener.channel(), Function.identity()));
    }

    /**
     * Says it to all nodes, soon. Never waits and never fails.
     *
     * @param word without line breaks
     */
    public void send(String channel, String word) {
        synchronized (pending) {
            var words = pending.computeIfAbsent(PREFIX + channel, _ -> new LinkedHashSet<>());
            if (words.size() < MOST_PENDING) {
                words.add(word);
                pending.notifyAll();
            }
        }
    }

    /**
     * Whether this node hears the others, as far as it knows: of a connection that is lost without a word it knows after
     * seven seconds.
     */
    public boolean hears() {
        return hears;
    }

    private void sendAll() {
        while (running) {
            try {
                Map<String, List<String>> words = next();
                words.forEach(this::send);
                Thread.sleep(MOMENT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                // The other nodes notice when their own connection breaks, or by the age of what they hold.
                log.warn("notices=not_sent cause={}", e.getClass().getSimpleName());
            }
        }
    }

    private Map<String, List<String>> next() throws InterruptedException {
        synchronized (pending) {
            while (pending.isEmpty()) {
                pending.wait();
            }
            var words = new TreeMap<String, List<String>>();
            pending.forEach((channel, said) -> words.put(channel, List.copyOf(said)));
            pending.clear();
            return words;
        }
    }

    private void send(String channel, List<String> words) {
        var payload = new StringBuilder();
        for (String word : words) {
            if (payload.length() + word.length() > LONGEST) {
                notifyNodes(channel, payload.toString());
                payload.setLength(0);
            }
            payload.append(word).append('\n');
        }
        notifyNodes(channel, payload.toString());
    }

    private void notifyNodes(String channel, String payload) {
        jdbc.sql("select pg_notify(:channel, :payload)")
                .param("channel", channel)
                .param("payload", payload)
                .query((_, _) -> true)
                .single();
    }

    private void listen() {
        while (running) {
            try (Connection connection = connections.getConnection()) {
                try (var statement = connection.createStatement()) {
                    for (String channel : listeners.keySet()) {
                        statement.execute("listen " + channel);
                    }
                }
                listeners.values().forEach(NoticeListener::missed);
                hears = true;
                while (running && connection.isValid(VALID_SECONDS)) {
                    hear(connection.unwrap(PGConnection.class).getNotifications(LISTEN_MILLIS));
                }
            } catch (SQLException | RuntimeException e) {
                // Whatever a listener made of it: the next connection begins with all that may have been missed.
                hears = false;
                log.warn("notices=not_heard cause={}", e.getClass().getSimpleName());
                pause();
            } finally {
                hears = false;
            }
        }
    }

    private void hear(PGNotification @Nullable [] notifications) {
        if (notifications == null) {
            return;
        }
        for (PGNotification notification : notifications) {
            var listener = listeners.get(notification.getName());
            if (listener != null) {
                notification.getParameter().lines().forEach(listener::heard);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_ERROR);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        running = true;
        threads.add(Thread.ofPlatform().daemon().name("notices-in").start(this::listen));
        threads.add(Thread.ofPlatform()
                .daemon()
                .name("notices-out")
                .start(() -> DatabaseLane.BACKGROUND.run(this::sendAll)));
    }

    @Override
    public void stop() {
        running = false;
        threads.forEach(Thread::interrupt);
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

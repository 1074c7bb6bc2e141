package dev.keelson.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.modulith.events.ApplicationModuleListener;

/** Keeps its connection until all may go on. */
public class ProbeListener {
    /** An event that only this listener hears. */
    public record Happened(int number) {}

    private final JdbcClient jdbc;
    private final List<String> limits = new CopyOnWriteArrayList<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    ProbeListener(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @ApplicationModuleListener
    void on(Happened event) throws InterruptedException {
        limits.add(jdbc.sql("select current_setting('statement_timeout')")
                .query(String.class)
                .single());
        if (!gate.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody opened the gate");
        }
    }

    /** The limit for a statement, for each call. */
    public List<String> limits() {
        return limits;
    }

    public void open() {
        gate.countDown();
    }
}

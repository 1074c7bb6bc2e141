package dev.keelson.sandbox.server;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the stand-ins know: JSON documents by kind and id, in the vendors' own shapes. Kinds are named
 * {@code <vendor>.<thing>}. Everything survives a restart.
 */
@Component
public class SandboxStore {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final ReentrantLock writers = new ReentrantLock();

    SandboxStore(JdbcClient jdbc, TransactionTemplate transaction, JsonMapper json) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.json = json;
    }

    /** Creates the document, or replaces it and keeps its place in the order of creation. */
    public void put(String kind, String id, ObjectNode body) {
        jdbc.sql("""
                insert into document (kind, id, body) values (:kind, :id, :body::jsonb)
                on conflict (kind, id) do update set body = excluded.body
                """)
                .param("kind", kind)
                .param("id", id)
                .param("body", json.writeValueAsString(body))
                .update();
    }

    public Optional<ObjectNode> find(String kind, String id) {
        return jdbc.sql("select body from document where kind = :kind and id = :id")
                .param("kind", kind)
                .param("id", id)
                .query(this::read)
                .optional();
    }

    /** All documents of the kind, oldest first. */
    public List<ObjectNode> list(String kind) {
        return jdbc.sql("select body from document where kind = :kind order by seq")
                .param("kind", kind)
                .query(this::read)
                .list();
    }

    /** @return whether there was such a document */
    public boolean delete(String kind, String id) {
        return jdbc.sql("delete from document where kind = :kind and id = :id")
                        .param("kind", kind)
                        .param("id", id)
                        .update()
                == 1;
    }

    /**
     * Runs the work in one transaction, and no other such work at the same time: what it read is still true when it writes.
     * Webhooks sent in it leave when it commits.
     */
    public <T> T atomically(Supplier<T> work) {
        // Waiting here rather than in the database keeps the few connections free for the one who works.
        writers.lock();
        try {
            return Objects.requireNonNull(transaction.execute(status -> {
                jdbc.sql("select pg_advisory_xact_lock(hashtext('keelson.sandbox'))")
                        .query((row, number) -> number)
                        .single();
                return work.get();
            }));
        } finally {
            writers.unlock();
        }
    }

    /** {@link #atomically(Supplier)} for work without a result. */
    public void atomically(Runnable work) {
        atomically(() -> {
            work.run();
            return true;
        });
    }

    void clear() {
        jdbc.sql("delete from document").update();
    }

    private ObjectNode read(ResultSet row, int number) throws SQLException {
        return (ObjectNode) json.readTree(row.getString("body"));
    }
}

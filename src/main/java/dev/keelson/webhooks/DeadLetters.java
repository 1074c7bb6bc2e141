package dev.keelson.webhooks;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What was given up and waits for somebody's decision. */
@Component
class DeadLetters {
    private final JdbcClient jdbc;

    DeadLetters(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return false where the event is not dead */
    boolean remove(long sequence) {
        return jdbc.sql("delete from webhook_dead where seq = :seq")
                        .param("seq", sequence)
                        .update()
                > 0;
    }
}

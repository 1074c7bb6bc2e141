package dev.keelson.webhooks;

import java.sql.SQLException;
import java.util.Set;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A lock that waits briefly or not at all. Whoever comes after a waiting exclusive lock waits behind it: what a transaction
 * may wait here is what a vendor may have to wait for its answer.
 */
final class ShortLock {
    /** lock_not_available, deadlock_detected, query_canceled: the last is a statement that took too long. */
    private static final Set<String> REFUSED = Set.of("55P03", "40P01", "57014");

    private ShortLock() {}

    /** For the rest of the transaction. */
    static void set(JdbcClient jdbc) {
        jdbc.sql("set local lock_timeout = '2s'").update();
    }

    /** Whether it was given up because of others, and may well go through another time. */
    static boolean refused(DataAccessException e) {
        return NestedExceptionUtils.getMostSpecificCause(e) instanceof SQLException cause
                && cause.getSQLState() != null
                && REFUSED.contains(cause.getSQLState());
    }
}

package dev.keelson.bench.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Keeps what the inbox counts against an event itself, which would bring the event nearer to its death: the queue forgets it
 * when the event is done. No event of ours is bad, so nothing should be counted.
 */
final class CountedFailures {
    private CountedFailures() {}

    /** As the superuser; the application does not notice. */
    static void watch(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("create table counted_failure (seq bigint, failures int, error text)");
            statement.execute("""
                    create function keep_counted_failure() returns trigger language plpgsql security definer as $$
                    begin
                      insert into counted_failure values (new.seq, new.failures, new.last_error);
                      return null;
                    end $$
                    """);
            statement.execute("""
                    create trigger tr_counted_failure after update on webhook_work
                    for each row when (new.failures > old.failures) execute function keep_counted_failure()
                    """);
        }
    }

    /** What was counted, by kind. */
    static List<String> found(Connection connection) throws SQLException {
        return FinalState.names(connection, """
                select count(*) || ' × ' || split_part(error, ':', 1) || ' (up to ' || max(failures) || ' of one event)'
                from counted_failure group by split_part(error, ':', 1) order by count(*) desc
                """);
    }
}

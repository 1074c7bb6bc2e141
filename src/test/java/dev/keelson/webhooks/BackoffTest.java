package dev.keelson.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.orm.jpa.JpaSystemException;

/** Whose fault a failure is: the event's own count, and bury it in the end. */
class BackoffTest {
    static Stream<Exception> nobodysFault() {
        return Stream.of(
                new DataAccessResourceFailureException("the disk is full"),
                new PessimisticLockingFailureException("deadlock"),
                // What a rollback says on a connection that is gone, in place of why it was wanted; the pool's words
                // have no state.
                new JpaSystemException(
                        new RuntimeException("unable to roll back", new SQLException("Connection is closed"))),
                new IllegalStateException(new SQLException("an I/O error occurred", "08006")));
    }

    static Stream<Exception> theEventsFault() {
        return Stream.of(
                new IllegalStateException("a handler's own"),
                new IllegalStateException(new IOException("of something else")),
                new DataIntegrityViolationException("constraint", new SQLException("duplicate key", "23505")),
                new JpaSystemException(new RuntimeException("unreadable", new SQLException("bad text", "22021"))));
    }

    @ParameterizedTest
    @MethodSource("nobodysFault")
    void failureOfTheDatabaseOrItsConnectionIsNotCounted(Exception failure) {
        assertThat(Backoff.isTemporary(failure)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("theEventsFault")
    void failureOfTheEventIsCounted(Exception failure) {
        assertThat(Backoff.isTemporary(failure)).isFalse();
    }
}

package dev.keelson.webhooks;

import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads of several statements that see the inbox at one moment. */
@Component
class Snapshots {
    /** A snapshot keeps vacuum from the work table, so none may be held for long. */
    private static final int LONGEST_SECONDS = 10;

    private final TransactionTemplate transaction;

    Snapshots(PlatformTransactionManager transactions) {
        transaction = new TransactionTemplate(transactions);
        transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        transaction.setReadOnly(true);
        transaction.setTimeout(LONGEST_SECONDS);
    }

    /** @throws org.springframework.dao.QueryTimeoutException where it takes too long */
    <T> T read(Supplier<T> reading) {
        return transaction.execute(_ -> reading.get());
    }
}

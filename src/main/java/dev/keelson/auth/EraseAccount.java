package dev.keelson.auth;

import dev.keelson.shared.IdempotencyKeys;
import dev.keelson.shared.UserId;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Forgets what hangs on the account alone: sessions, preferences, exports, and answers that were stored for repetitions. */
@Component
class EraseAccount implements ErasureStep {
    private static final List<String> TABLES =
            List.of("user_sessions", "user_preferences", "organization_memberships", "data_exports");

    private final JdbcClient jdbc;
    private final IdempotencyKeys idempotencyKeys;

    EraseAccount(JdbcClient jdbc, IdempotencyKeys idempotencyKeys) {
        this.jdbc = jdbc;
        this.idempotencyKeys = idempotencyKeys;
    }

    @Override
    public String name() {
        return "account";
    }

    @Override
    public Phase phase() {
        return Phase.HERE;
    }

    /** A request that was under way when it began may have written once more. */
    @Override
    @Transactional
    public void erase(Erasure erasure) {
        forget(erasure.user());
    }

    void forget(UserId user) {
        TABLES.forEach(table -> jdbc.sql("delete from %s where user_id = :user".formatted(table))
                .param("user", user.value())
                .update());
        idempotencyKeys.forget(user);
    }
}

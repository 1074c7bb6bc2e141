package dev.keelson.flags;

import dev.keelson.auth.Erasure;
import dev.keelson.auth.ErasureStep;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Takes an erased user off the flags that name them. */
@Component
class ForgetFlags implements ErasureStep {
    private final JdbcClient jdbc;

    ForgetFlags(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "flags";
    }

    @Override
    public Phase phase() {
        return Phase.HERE;
    }

    @Override
    @Transactional
    public void erase(Erasure erasure) {
        jdbc.sql("""
                        update feature_flags set users = array_remove(users, :user), version = version + 1, updated_at = now()
                        where :user = any(users)
                        """).param("user", erasure.user().value()).update();
    }
}

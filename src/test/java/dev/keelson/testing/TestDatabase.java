package dev.keelson.testing;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;

/** Gives an application context a database of its own, so that two contexts never take each other's work. Imported, never scanned. */
public class TestDatabase {
    @Bean
    JdbcConnectionDetails freshDatabase() {
        String url = TestPostgres.migratedDatabase();
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return "";
            }

            @Override
            public String getPassword() {
                return "";
            }

            @Override
            public String getJdbcUrl() {
                return url;
            }
        };
    }
}

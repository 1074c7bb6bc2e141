package dev.keelson.sandbox.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.StringUtils;

@Configuration(proxyBeanMethods = false)
class SandboxDatabase {
    private static final String SCHEMA = "sandbox";

    @Bean
    HikariDataSource dataSource(SandboxOptions options) {
        var config = new HikariConfig();
        config.setPoolName("sandbox");
        config.setMaximumPoolSize(5);
        config.setJdbcUrl(options.databaseUrl());
        if (StringUtils.hasText(options.databaseUsername())) {
            config.setUsername(options.databaseUsername());
            config.setPassword(options.databasePassword());
        }
        config.setSchema(SCHEMA);
        var pool = new HikariDataSource(config);
        Flyway.configure()
                .dataSource(pool)
                .schemas(SCHEMA)
                .locations("classpath:db/sandbox")
                .load()
                .migrate();
        return pool;
    }

    @Bean
    JdbcClient jdbcClient(DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    TransactionTemplate transactionTemplate(DataSource dataSource) {
        return new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}

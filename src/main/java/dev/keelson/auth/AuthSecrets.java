package dev.keelson.auth;

import dev.keelson.shared.EncryptedColumn;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which of the module's columns are encrypted. */
@Configuration(proxyBeanMethods = false)
class AuthSecrets {
    /** All that is held about somebody, in one place. */
    static final EncryptedColumn EXPORT_CONTENT = new EncryptedColumn("data_export_chunks", "id", "content");

    @Bean
    EncryptedColumn exportContentColumn() {
        return EXPORT_CONTENT;
    }
}

package dev.keelson.social.accounts;

import dev.keelson.shared.EncryptedColumn;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which of the module's columns are encrypted. */
@Configuration(proxyBeanMethods = false)
class SocialSecrets {
    /** Ayrshare tells the key of a profile once. */
    static final EncryptedColumn PROFILE_KEY = new EncryptedColumn("social_profiles", "id", "profile_key");

    @Bean
    EncryptedColumn profileKeyColumn() {
        return PROFILE_KEY;
    }
}

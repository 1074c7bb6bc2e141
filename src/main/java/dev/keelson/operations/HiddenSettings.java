package dev.keelson.operations;

import java.util.regex.Pattern;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Actuator shows no value of a setting by itself. Where an operator asks for values ({@code show-values}), they see them, and
 * secrets all the same not.
 */
@Configuration(proxyBeanMethods = false)
class HiddenSettings {
    /** By their names; rather one too many. */
    private static final Pattern SECRET = Pattern.compile("(?i)secret|password|key|token|credential");

    /** In the address of a database or a proxy, and on a command line that sets something secret. */
    private static final Pattern WITH_SECRET =
            Pattern.compile("(?i)(secret|password|key|keyset|token)[\\w.-]*=|://[^/\\s@]*:[^/\\s@]*@");

    @Bean
    SanitizingFunction secretsStayHidden() {
        return data -> isSecret(data) ? data.withSanitizedValue() : data;
    }

    private static boolean isSecret(SanitizableData data) {
        return SECRET.matcher(data.getKey()).find()
                || (data.getValue() != null
                        && WITH_SECRET.matcher(data.getValue().toString()).find());
    }
}

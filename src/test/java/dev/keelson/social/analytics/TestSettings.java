package dev.keelson.social.analytics;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings as the application would have them. */
final class TestSettings {
    private static final String PREFIX = "keelson.social.analytics";

    private TestSettings() {}

    static AnalyticsSettings usual() {
        return with(Map.of());
    }

    /** @param others by their names below the prefix */
    static AnalyticsSettings with(Map<String, String> others) {
        Map<String, String> all = new HashMap<>();
        others.forEach((name, value) -> all.put(PREFIX + "." + name, value));
        return new Binder(new MapConfigurationPropertySource(all))
                .bindOrCreate(PREFIX, Bindable.of(AnalyticsSettings.class));
    }
}

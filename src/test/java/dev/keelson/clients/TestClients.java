package dev.keelson.clients;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

/** Clients without an application around them. */
public final class TestClients {
    private TestClients() {}

    public static ApiClientFactory factory() {
        return factory(new SimpleMeterRegistry());
    }

    public static ApiClientFactory factory(MeterRegistry meters) {
        return factory(meters, ObservationRegistry.NOOP);
    }

    public static ApiClientFactory factory(MeterRegistry meters, ObservationRegistry observations) {
        return new ApiClientFactory(
                RestClient.builder().observationRegistry(observations),
                JsonMapper.shared(),
                Clock.systemUTC(),
                RandomGenerator.getDefault(),
                meters,
                new BudgetNews(_ -> {}, Clock.systemUTC(), TransactionOperations.withoutTransaction()));
    }

    /**
     * Settings as the application would have them.
     *
     * @param vendor below {@code keelson.clients}
     * @param properties names and values, in turns, without what is common to their names
     */
    public static <T> T settings(Class<T> type, String vendor, String... properties) {
        String prefix = "keelson.clients." + vendor;
        Map<String, String> all = new HashMap<>(Map.of(
                prefix + ".secret-key", "sk_test_123",
                prefix + ".api-key", "API-KEY",
                prefix + ".issuer", "https://clerk.example.com",
                prefix + ".retry.pause", "1ms"));
        for (int i = 0; i < properties.length; i += 2) {
            all.put(prefix + "." + properties[i], properties[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(all))
                .bind(prefix, type)
                .get();
    }
}

package dev.keelson.clients;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** What Resilience4j and Spring do not count themselves. */
final class ClientMetrics {
    private ClientMetrics() {}

    static void bind(Pipeline pipeline, MeterRegistry meters) {
        var vendor = Tags.of("vendor", pipeline.vendor().id());
        Gauge.builder(
                        "client.budget.available",
                        pipeline,
                        it -> it.limit().shared().available())
                .description("calls that may be made at once")
                .tags(vendor)
                .register(meters);
        pipeline.cache().caches().forEach((name, cache) -> {
            var tags = vendor.and("cache", name);
            count("hit", cache, AnswerCache::hits, tags, meters);
            count("miss", cache, AnswerCache::misses, tags, meters);
            count("stale", cache, AnswerCache::staleHits, tags, meters);
        });
    }

    private static void count(
            String result, AnswerCache cache, ToDoubleFunction<AnswerCache> counter, Tags tags, MeterRegistry meters) {
        FunctionCounter.builder("client.cache.gets", cache, counter)
                .description("questions that a cache was asked")
                .tags(tags.and("result", result))
                .register(meters);
    }
}

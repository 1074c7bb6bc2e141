package dev.keelson.bench.clients;

import dev.keelson.clients.BaseApiClient;
import dev.keelson.clients.Pipeline;
import tools.jackson.databind.JsonNode;

/** Two reads, as any client's. */
final class BenchClient extends BaseApiClient {
    BenchClient(Pipeline pipeline) {
        super(pipeline);
    }

    JsonNode fast() {
        return exchange("GET /fast", http().get().uri("/fast"));
    }

    JsonNode slow() {
        return exchange("GET /slow", http().get().uri("/slow"));
    }
}

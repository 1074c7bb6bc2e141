package dev.keelson.clients;

import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A client with one operation of each sort. */
final class ProbeClient extends BaseApiClient {
    ProbeClient(Pipeline pipeline) {
        super(pipeline);
    }

    JsonNode read(String id) {
        return exchange("GET /things/{id}", http().get().uri("/things/{id}", id));
    }

    JsonNode readPatiently(String id, Duration patience) {
        return exchange(call("GET /things/{id}").patient(patience), http().get().uri("/things/{id}", id));
    }

    JsonNode readFor(String account) {
        return exchange(call("GET /things/1").onAccount(account), http().get().uri("/things/1"));
    }

    Answer<JsonNode> readCached(String id) {
        return ask(call("GET /things/{id}").cached("things", id), http().get().uri("/things/{id}", id));
    }

    JsonNode write() {
        return exchange("POST /things", http().post().uri("/things").body(Map.of("name", "n")));
    }

    JsonNode writeWithKey(String key) {
        return exchange(
                "POST /things",
                http().post().uri("/things").header("Idempotency-Key", key).body(Map.of("name", "n")));
    }
}

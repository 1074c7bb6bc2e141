package dev.keelson.billing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Stripe's official sample objects of three API versions. */
final class StripeSamples {
    static final String ACACIA = "2025-02-24.acacia";
    static final String BASIL = "2025-08-27.basil";
    static final String DAHLIA = "2026-07-29.dahlia";
    static final List<String> VERSIONS = List.of(ACACIA, BASIL, DAHLIA);

    private StripeSamples() {}

    /** @return empty where the version has no such resource */
    static ObjectNode of(String version, String resource) {
        String file = "/stripe/" + version + ".json";
        try (var stream = StripeSamples.class.getResourceAsStream(file)) {
            JsonNode samples = JsonMapper.shared().readTree(stream);
            return samples.path(resource) instanceof ObjectNode sample
                    ? sample
                    : JsonMapper.shared().createObjectNode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

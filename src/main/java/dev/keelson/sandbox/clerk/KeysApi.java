package dev.keelson.sandbox.clerk;

import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class KeysApi {
    private final Instance instance;

    KeysApi(Instance instance) {
        this.instance = instance;
    }

    @GetMapping("/clerk/.well-known/jwks.json")
    Map<String, Object> keys() {
        return instance.publicKeys().toJSONObject();
    }
}

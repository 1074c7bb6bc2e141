package dev.keelson.social.networks;

import dev.keelson.shared.Page;
import java.time.Duration;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The networks and their rules, for everyone. */
@RestController
class PlatformController {
    @GetMapping("/api/v1/social/platforms")
    ResponseEntity<Page<NetworkRules>> platforms() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePublic())
                .eTag(NetworkRules.AS_OF)
                .body(new Page<>(NetworkRules.all(), null));
    }
}

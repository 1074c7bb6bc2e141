package dev.keelson.social.networks;

import dev.keelson.shared.Page;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The networks and their rules, for everyone. */
@RestController
class PlatformController {
    private final List<PlatformResponse> platforms;
    private final String tag;

    PlatformController(NetworkAccess access) {
        platforms = NetworkTable.all().stream()
                .map(rules -> PlatformResponse.from(rules, access.to(rules.platform())))
                .toList();
        tag = tag(platforms);
    }

    @GetMapping("/api/v1/social/platforms")
    ResponseEntity<Page<PlatformResponse>> platforms() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePublic())
                .eTag(tag)
                .body(new Page<>(platforms, null));
    }

    /** Changes with whatever is said. */
    private static String tag(List<PlatformResponse> platforms) {
        var crc = new CRC32();
        crc.update(platforms.toString().getBytes(StandardCharsets.UTF_8));
        return NetworkTable.AS_OF + "-" + Long.toHexString(crc.getValue());
    }
}

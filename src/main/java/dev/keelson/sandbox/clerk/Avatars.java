package dev.keelson.sandbox.clerk;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** A picture for everybody: a disc in a colour of their own. */
@RestController
class Avatars {
    static String url(String userId) {
        return ServletUriComponentsBuilder.fromCurrentContextPath()
                .path("/clerk/avatars/{id}.svg")
                .buildAndExpand(userId)
                .toUriString();
    }

    @GetMapping(path = "/clerk/avatars/{userId}.svg", produces = "image/svg+xml")
    String avatar(@PathVariable String userId) {
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><circle cx="32" cy="32" r="32" \
                fill="hsl(%d 60%% 55%%)"/></svg>
                """.formatted(Math.floorMod(userId.hashCode(), 360));
    }
}

package dev.keelson.flags;

import dev.keelson.shared.CurrentUser;
import java.util.Map;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The flags as they are for the caller. */
@RestController
@RequestMapping("/api/v1/flags")
class FlagController {
    private final Flags flags;

    FlagController(Flags flags) {
        this.flags = flags;
    }

    @GetMapping
    Map<String, Boolean> mine(@AuthenticationPrincipal CurrentUser user) {
        return flags.of(user);
    }
}

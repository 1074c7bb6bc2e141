package dev.keelson.billing.standing;

import dev.keelson.shared.CurrentUser;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class StatusController {
    private final ReadStatus status;

    StatusController(ReadStatus status) {
        this.status = status;
    }

    @GetMapping("/api/v1/billing/status")
    Status status(@AuthenticationPrincipal CurrentUser user) {
        return status.of(user.id());
    }
}

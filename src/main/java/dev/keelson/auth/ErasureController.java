package dev.keelson.auth;

import dev.keelson.shared.CurrentUser;
import io.swagger.v3.oas.annotations.Operation;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The caller's own erasure. */
@RestController
@RequestMapping("/api/v1/me")
class ErasureController {
    private final EraseUser eraseUser;

    ErasureController(EraseUser eraseUser) {
        this.eraseUser = eraseUser;
    }

    /** @param erasureId to quote to support: the caller cannot ask any more */
    record Begun(UUID erasureId) {}

    @Operation(
            summary = "Erase the account",
            description =
                    "Takes effect at once and cannot be taken back: every further request is refused. Subscriptions end,"
                            + " and what is held here and at the vendors is deleted, as far as the law does not make us keep it.")
    @DeleteMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    Begun erase(@AuthenticationPrincipal CurrentUser user) {
        return new Begun(eraseUser.erase(user.id(), user.id()));
    }
}

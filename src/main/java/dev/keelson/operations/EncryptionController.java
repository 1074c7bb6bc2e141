package dev.keelson.operations;

import dev.keelson.audit.AuditLog;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.KeyRotation;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Which keys what we keep is encrypted with, for administrators. No key is ever shown. */
@RestController
@RequestMapping("/api/v1/admin/encryption")
class EncryptionController {
    private final KeyRotation rotation;
    private final AuditLog audit;

    EncryptionController(KeyRotation rotation, AuditLog audit) {
        this.rotation = rotation;
        this.audit = audit;
    }

    @GetMapping
    KeyRotation.State state(@AuthenticationPrincipal CurrentUser admin) {
        var state = rotation.state();
        audit.record(admin.id(), "encryption.read", "encryption", Map.of("primaryKey", state.primaryKeyId()));
        return state;
    }

    @Operation(
            summary = "Encrypt everything with the primary key",
            description =
                    "It happens in the background; GET says how far it is. docs/encryption.md has the whole drill.")
    @PostMapping("/rotate")
    @ResponseStatus(HttpStatus.ACCEPTED)
    KeyRotation.State rotate(@AuthenticationPrincipal CurrentUser admin) {
        var state = rotation.state();
        audit.record(
                admin.id(), "encryption.rotation_started", "encryption", Map.of("primaryKey", state.primaryKeyId()));
        rotation.start();
        return state;
    }
}

package dev.keelson.auth;

import dev.keelson.audit.AuditLog;
import dev.keelson.auth.DataExports.Export;
import dev.keelson.auth.DataExports.Status;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Everything that is held about the caller, as a ZIP of JSON. */
@RestController
@RequestMapping("/api/v1/me/exports")
class DataExportController {
    private final DataExports exports;
    private final AuditLog audit;
    private final InstantSource clock;

    DataExportController(DataExports exports, AuditLog audit, InstantSource clock) {
        this.exports = exports;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @param status {@code queued}, {@code running}, {@code ready}, {@code failed} or {@code expired}
     * @param bytes of the ZIP; null until it is ready
     * @param expiresAt until when the content can be fetched; null until it is ready
     */
    record ExportView(
            UUID id,
            String status,
            @Nullable Long bytes,
            Instant requestedAt,
            @Nullable Instant readyAt,
            @Nullable Instant expiresAt) {

        static ExportView from(Export export) {
            return new ExportView(
                    export.id(),
                    export.status().id(),
                    export.bytes(),
                    export.requestedAt(),
                    export.readyAt(),
                    export.expiresAt());
        }
    }

    @Operation(
            summary = "Order an export of everything that is held about the caller",
            description = "While one is being made, it is that one that is answered.")
    @PostMapping
    ResponseEntity<ExportView> request(@AuthenticationPrincipal CurrentUser user) {
        var export = exports.request(user.id());
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/me/exports/" + export.id()))
                .body(ExportView.from(export));
    }

    @GetMapping("/{id}")
    ResponseEntity<ExportView> get(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(ExportView.from(find(user, id)));
    }

    @Operation(summary = "Fetch a finished export")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = "application/zip"))
    @GetMapping("/{id}/content")
    void content(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id, HttpServletResponse response)
            throws IOException {
        var export = find(user, id);
        boolean fetchable =
                export.status() == Status.READY && clock.instant().isBefore(Objects.requireNonNull(export.expiresAt()));
        if (!fetchable) {
            throw AuthProblem.EXPORT_NOT_READY.because("It is '%s'.".formatted(status(export)));
        }
        audit.record(user.id(), "export.downloaded", id.toString(), Map.of());
        response.setContentType("application/zip");
        response.setContentLengthLong(Objects.requireNonNull(export.bytes()));
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename("keelson-export-%s.zip".formatted(id))
                        .build()
                        .toString());
        int number = 0;
        for (Optional<byte[]> piece = exports.chunk(id, number);
                piece.isPresent();
                piece = exports.chunk(id, ++number)) {
            response.getOutputStream().write(piece.get());
        }
    }

    private Export find(CurrentUser user, UUID id) {
        return exports.find(user.id(), id)
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("You have no export with this id."));
    }

    private static String status(Export export) {
        return export.status() == Status.READY
                ? Status.EXPIRED.id()
                : export.status().id();
    }
}

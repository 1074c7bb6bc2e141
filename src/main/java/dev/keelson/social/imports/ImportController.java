package dev.keelson.social.imports;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.ProblemException;
import dev.keelson.social.imports.Import.Format;
import dev.keelson.social.imports.Import.Mode;
import dev.keelson.social.schedule.Planner;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Files of posts. */
@RestController
@RequestMapping("/api/v1/social/imports")
class ImportController {
    private final ReceiveImport receive;
    private final ProcessImport process;
    private final ImportStore imports;
    private final RowStore rows;
    private final FailedRows failedRows;
    private final Planner planner;

    ImportController(
            ReceiveImport receive,
            ProcessImport process,
            ImportStore imports,
            RowStore rows,
            FailedRows failedRows,
            Planner planner) {
        this.receive = receive;
        this.process = process;
        this.imports = imports;
        this.rows = rows;
        this.failedRows = failedRows;
        this.planner = planner;
    }

    @Operation(
            summary = "Import a file of posts",
            requestBody =
                    @RequestBody(
                            required = true,
                            content = {
                                @Content(mediaType = "text/csv"),
                                @Content(mediaType = "application/x-ndjson"),
                                @Content(mediaType = "multipart/form-data")
                            }))
    @PostMapping
    ResponseEntity<ImportResponse> receive(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(defaultValue = "schedule") String mode,
            @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestParam(required = false) @Nullable String timeZone,
            HttpServletRequest request)
            throws IOException {
        var order = new ReceiveImport.Order(user.id(), mode(mode), dryRun, planner.zoneOf(user.id(), timeZone));
        var received = receive.receive(order, UploadedFile.of(request));
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/social/imports/" + received.id()))
                .body(ImportResponse.from(received));
    }

    @GetMapping
    Page<ImportResponse> list(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return imports.list(user.id(), Cursor.decode(cursor), limit).map(ImportResponse::from);
    }

    @GetMapping("/{id}")
    ImportResponse get(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return ImportResponse.from(find(user, id));
    }

    @GetMapping("/{id}/rows")
    Page<ImportResponse.Row> rows(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        var wanted = status == null
                ? null
                : RowStatus.of(status)
                        .orElseThrow(() -> ProblemException.notValid(
                                "status", "must be pending, created, valid, skipped or failed"));
        return rows.list(find(user, id).id(), wanted, Cursor.decode(cursor), limit)
                .map(ImportResponse.Row::from);
    }

    @PostMapping("/{id}/cancel")
    ImportResponse cancel(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        process.cancel(find(user, id));
        return ImportResponse.from(find(user, id));
    }

    @Operation(summary = "Fetch the failed rows of a CSV file, to be corrected and sent again")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = "text/csv"))
    @GetMapping("/{id}/errors.csv")
    void failedAsCsv(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id, HttpServletResponse response)
            throws IOException {
        var job = find(user, id, Format.CSV);
        attach(response, "text/csv;charset=UTF-8", "import-%s-errors.csv".formatted(id));
        failedRows.csv(job, response.getOutputStream());
    }

    @Operation(summary = "Fetch the failed lines of a file of JSON lines, to be corrected and sent again")
    @ApiResponse(responseCode = "200", content = @Content(mediaType = "application/x-ndjson"))
    @GetMapping("/{id}/errors.jsonl")
    void failedAsJsonLines(
            @AuthenticationPrincipal CurrentUser user, @PathVariable UUID id, HttpServletResponse response)
            throws IOException {
        var job = find(user, id, Format.JSON_LINES);
        attach(response, "application/x-ndjson", "import-%s-errors.jsonl".formatted(id));
        failedRows.jsonLines(job, response.getOutputStream());
    }

    private Import find(CurrentUser user, UUID id) {
        return imports.find(user.id(), id)
                .orElseThrow(() -> ImportProblem.IMPORT_NOT_FOUND.because("You have no import with this id."));
    }

    private Import find(CurrentUser user, UUID id, Format format) {
        var found = find(user, id);
        if (found.format() != format) {
            throw ImportProblem.IMPORT_FORMAT.because(
                    "The file was '%s'.".formatted(found.format().id()));
        }
        return found;
    }

    private static Mode mode(String name) {
        return switch (name) {
            case "draft" -> Mode.DRAFT;
            case "schedule" -> Mode.SCHEDULE;
            default -> throw ProblemException.notValid("mode", "must be draft or schedule");
        };
    }

    private static void attach(HttpServletResponse response, String type, String name) {
        response.setContentType(type);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment().filename(name).build().toString());
    }
}

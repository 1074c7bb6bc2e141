package dev.keelson.social.media;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.social.media.MediaItem.Source;
import dev.keelson.social.media.MediaItem.State;
import dev.keelson.social.networks.MediaKind;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The user's media library. */
@RestController
@RequestMapping("/api/v1/social/media")
class MediaController {
    private final UploadMedia upload;
    private final LookAtLink look;
    private final MediaStore store;

    MediaController(UploadMedia upload, LookAtLink look, MediaStore store) {
        this.upload = upload;
        this.look = look;
        this.store = store;
    }

    record LinkRequest(@NotBlank @Size(max = 2_048) String url) {}

    /** @param durationMs of a video, in milliseconds */
    record MediaResponse(
            UUID id,
            Source source,
            State state,
            @Nullable MediaKind kind,
            @Nullable String contentType,
            String name,
            @Nullable Long bytes,
            @Nullable String sha256,
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable Long durationMs,
            @Nullable String url,
            boolean reachable,
            @Nullable Integer httpStatus,
            @Nullable Instant checkedAt,
            @Nullable Instant expiresAt,
            Instant createdAt) {

        static MediaResponse from(MediaItem item) {
            return new MediaResponse(
                    item.id(),
                    item.source(),
                    item.state(),
                    item.kind(),
                    item.contentType(),
                    item.name(),
                    item.bytes(),
                    item.sha256(),
                    item.width(),
                    item.height(),
                    item.duration() == null ? null : item.duration().toMillis(),
                    item.url(),
                    item.reachable(),
                    item.httpStatus(),
                    item.checkedAt(),
                    item.expiresAt(),
                    item.createdAt());
        }
    }

    /** What the description of the API says of the form; it is read part by part, and not by this. */
    private record UploadForm(
            @Schema(type = "string", format = "binary") String file) {}

    @PostMapping(consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Operation(
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = @Content(schema = @Schema(implementation = UploadForm.class))))
    ResponseEntity<MediaResponse> upload(@AuthenticationPrincipal CurrentUser user, HttpServletRequest request)
            throws IOException {
        var uploaded = upload.run(user.id(), FilePart.of(request));
        return answer(uploaded.item(), uploaded.created());
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<MediaResponse> link(
            @AuthenticationPrincipal CurrentUser user, @Valid @RequestBody LinkRequest request) {
        var seen = look.at(user.id(), request.url());
        if (seen.why() != null) {
            throw seen.why().problem().because(seen.why().detail());
        }
        var item = store.linked(
                user.id(),
                request.url(),
                FileName.shown(URI.create(request.url()).getPath()),
                seen);
        return answer(item, item.createdAt().equals(item.checkedAt()));
    }

    @GetMapping
    Page<MediaResponse> list(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return store.list(user.id(), Cursor.decode(cursor), limit).map(MediaResponse::from);
    }

    @GetMapping("/{id}")
    MediaResponse get(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return MediaResponse.from(find(user, id));
    }

    /** Takes it out of the library. Ayrshare has no way to delete a file, and drops it when its time is over. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        find(user, id);
        store.delete(user.id(), id);
    }

    private MediaItem find(CurrentUser user, UUID id) {
        return store.find(user.id(), id)
                .orElseThrow(() -> MediaProblem.MEDIA_NOT_FOUND.because("Your library has no item with this id."));
    }

    private static ResponseEntity<MediaResponse> answer(MediaItem item, boolean created) {
        var body = MediaResponse.from(item);
        return created
                ? ResponseEntity.created(URI.create("/api/v1/social/media/" + item.id()))
                        .body(body)
                : ResponseEntity.ok(body);
    }
}

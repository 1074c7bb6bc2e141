package dev.keelson.sandbox.ayrshare;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;

/** Takes files up to 30 MB itself, and tells where larger ones go. */
@AyrshareApi
class MediaApi {
    private static final long LARGEST = 30L * 1024 * 1024;

    private static final Map<String, String> TYPES = Map.of(
            "mp4", "video/mp4",
            "mov", "video/quicktime",
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg");

    private final MediaFiles files;
    private final OwnAddress address;

    MediaApi(MediaFiles files, OwnAddress address) {
        this.files = files;
        this.address = address;
    }

    record Uploaded(
            String id,
            String url,
            String fileName,
            @Nullable String description) {}

    @PostMapping({"/media/upload", "/upload"})
    Uploaded upload(
            Caller caller,
            @RequestParam MultipartFile file,
            @RequestParam(required = false) @Nullable String fileName,
            @RequestParam(required = false) @Nullable String description)
            throws IOException {
        if (file.isEmpty()) {
            throw AyrshareException.badParameter("Missing or incorrect parameter: file.");
        }
        if (file.getSize() > LARGEST) {
            throw new AyrshareException(
                    HttpStatus.BAD_REQUEST, Code.BAD_PARAMETER, "The file is larger than the 30 MB allowed.");
        }
        String name = fileName == null
                ? Optional.ofNullable(file.getOriginalFilename()).orElse("file")
                : fileName;
        var stored = files.announce(
                caller.profile().refId(), name, Media.contentType(name).orElse("application/octet-stream"));
        try (var bytes = file.getInputStream()) {
            files.store(stored, bytes);
        }
        return new Uploaded(stored.id(), files.url(stored), name, description);
    }

    record Target(String accessUrl, String contentType, String uploadUrl) {}

    @GetMapping("/media/uploadUrl")
    Target uploadUrl(
            Caller caller,
            @RequestParam(required = false) @Nullable String fileName,
            @RequestParam(required = false) @Nullable String contentType) {
        String type = contentType == null ? null : TYPES.get(contentType.toLowerCase(Locale.ROOT));
        if (fileName == null || type == null) {
            throw AyrshareException.badParameter("Missing or incorrect parameters: fileName and contentType.");
        }
        var file = files.announce(caller.profile().refId(), fileName, type);
        return new Target(files.url(file), type, address.url("/storage/" + file.id()));
    }

    @GetMapping("/media")
    List<Uploaded> list(Caller caller) {
        return files.list(caller.profile().refId()).stream()
                .map(file -> new Uploaded(file.id(), files.url(file), file.fileName(), null))
                .toList();
    }
}

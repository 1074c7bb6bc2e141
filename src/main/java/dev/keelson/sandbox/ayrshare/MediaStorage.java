package dev.keelson.sandbox.ayrshare;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The storage behind Ayrshare: takes files by PUT from whoever has the address, and gives them to everybody. */
@RestController
@RequestMapping("/ayrshare")
class MediaStorage {
    private static final Duration GOOD_FOR = Duration.ofMinutes(30);

    private final MediaFiles files;
    private final Clock clock;

    MediaStorage(MediaFiles files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    @PutMapping("/storage/{id}")
    ResponseEntity<String> put(
            @PathVariable String id,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, defaultValue = "") String contentType,
            HttpServletRequest request)
            throws IOException {
        var file = files.find(id);
        if (file.isEmpty()) {
            return refused(HttpStatus.NOT_FOUND, "NoSuchKey");
        }
        if (file.get().created().plus(GOOD_FOR).isBefore(clock.instant())) {
            return refused(HttpStatus.BAD_REQUEST, "ExpiredToken");
        }
        if (!file.get().contentType().equals(contentType) || request.getHeader(HttpHeaders.AUTHORIZATION) != null) {
            return refused(HttpStatus.FORBIDDEN, "SignatureDoesNotMatch");
        }
        files.store(file.get(), request.getInputStream());
        return ResponseEntity.ok().build();
    }

    /** HEAD too, and ranges. */
    @GetMapping("/files/{id}")
    ResponseEntity<Resource> get(@PathVariable String id) {
        var file = files.find(id).filter(MediaFiles.MediaFile::stored);
        var bytes = file.map(found -> new FileSystemResource(files.path(found))).filter(FileSystemResource::exists);
        return bytes.isEmpty()
                ? ResponseEntity.notFound().build()
                : ResponseEntity.ok()
                        .contentType(MediaType.parseMediaType(file.get().contentType()))
                        .body(bytes.get());
    }

    private static ResponseEntity<String> refused(HttpStatus status, String code) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_XML)
                .body("<?xml version='1.0' encoding='UTF-8'?><Error><Code>" + code + "</Code></Error>");
    }
}

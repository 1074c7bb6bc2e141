package dev.keelson.social.networks;

import com.fasterxml.jackson.annotation.JsonValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A format of media, by its content type or the extension of its address. */
enum MediaFormat {
    JPEG(MediaKind.IMAGE, "image/jpeg", "jpg", "jpeg"),
    PNG(MediaKind.IMAGE, "image/png", "png"),
    GIF(MediaKind.IMAGE, "image/gif", "gif"),
    WEBP(MediaKind.IMAGE, "image/webp", "webp"),
    BMP(MediaKind.IMAGE, "image/bmp", "bmp"),
    TIFF(MediaKind.IMAGE, "image/tiff", "tif", "tiff"),
    HEIC(MediaKind.IMAGE, "image/heic", "heic", "heif"),
    AVIF(MediaKind.IMAGE, "image/avif", "avif"),
    SVG(MediaKind.IMAGE, "image/svg+xml", "svg"),
    MP4(MediaKind.VIDEO, "video/mp4", "mp4"),
    MOV(MediaKind.VIDEO, "video/quicktime", "mov"),
    M4V(MediaKind.VIDEO, "video/x-m4v", "m4v"),
    AVI(MediaKind.VIDEO, "video/x-msvideo", "avi"),
    WEBM(MediaKind.VIDEO, "video/webm", "webm"),
    MKV(MediaKind.VIDEO, "video/x-matroska", "mkv"),
    PDF(MediaKind.DOCUMENT, "application/pdf", "pdf"),
    DOC(MediaKind.DOCUMENT, "application/msword", "doc"),
    DOCX(MediaKind.DOCUMENT, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    ODT(MediaKind.DOCUMENT, "application/vnd.oasis.opendocument.text", "odt"),
    PPT(MediaKind.DOCUMENT, "application/vnd.ms-powerpoint", "ppt"),
    PPTX(MediaKind.DOCUMENT, "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx");

    private final MediaKind kind;
    private final String contentType;
    private final String extensions;

    MediaFormat(MediaKind kind, String contentType, String... extensions) {
        this.kind = kind;
        this.contentType = contentType;
        this.extensions = String.join(" ", extensions);
    }

    /** The content type decides; the extension where there is none, or one that says nothing. */
    static Optional<MediaFormat> of(String url, @Nullable String contentType) {
        String type =
                contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format.contentType.equals(type))
                .findFirst()
                .or(() -> ofExtension(extension(url)));
    }

    private static Optional<MediaFormat> ofExtension(String extension) {
        return Arrays.stream(values())
                .filter(format -> format.hasExtension(extension))
                .findFirst();
    }

    static boolean isAddress(String text) {
        try {
            return new URI(text).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String extension(String url) {
        String path =
                isAddress(url) ? Objects.requireNonNullElse(URI.create(url).getPath(), "") : "";
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private boolean hasExtension(String extension) {
        return Arrays.asList(extensions.split(" ", -1)).contains(extension);
    }

    MediaKind kind() {
        return kind;
    }

    @JsonValue
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}

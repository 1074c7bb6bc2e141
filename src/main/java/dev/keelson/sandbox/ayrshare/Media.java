package dev.keelson.sandbox.ayrshare;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the stand-in believes about a media URL. It fetches nothing: the extension says what it is, and a URL that contains
 * {@code missing} or {@code 404} leads nowhere.
 */
final class Media {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("png", "image/png"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("bmp", "image/bmp"),
            Map.entry("tiff", "image/tiff"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("webm", "video/webm"),
            Map.entry("avi", "video/x-msvideo"),
            Map.entry("m4v", "video/x-m4v"),
            Map.entry("pdf", "application/pdf"));

    private Media() {}

    static boolean isWellFormed(String url) {
        try {
            return "https".equals(URI.create(url).getScheme());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static boolean exists(String url) {
        return !url.contains("missing") && !url.contains("404");
    }

    static Optional<String> contentType(String url) {
        return Optional.ofNullable(TYPES.get(extension(url)));
    }

    static boolean isVideo(String url) {
        return contentType(url).filter(type -> type.startsWith("video/")).isPresent();
    }

    static boolean isPng(String url) {
        return extension(url).equals("png");
    }

    static boolean mixes(List<String> urls) {
        return urls.stream().anyMatch(Media::isVideo) && !urls.stream().allMatch(Media::isVideo);
    }

    private static String extension(String url) {
        var path = url.replaceAll("[?#].*", "");
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}

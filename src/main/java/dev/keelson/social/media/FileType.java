package dev.keelson.social.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.keelson.social.networks.MediaKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The types of files that networks take, each known by how its content begins and never by its name. */
enum FileType {
    JPEG(MediaKind.IMAGE, List.of("image/jpeg", "image/jpg", "image/pjpeg"), List.of("jpg", "jpeg", "jpe", "jfif")),
    PNG(MediaKind.IMAGE, List.of("image/png"), List.of("png")),
    GIF(MediaKind.IMAGE, List.of("image/gif"), List.of("gif")),
    WEBP(MediaKind.IMAGE, List.of("image/webp"), List.of("webp")),
    BMP(MediaKind.IMAGE, List.of("image/bmp", "image/x-ms-bmp"), List.of("bmp")),
    TIFF(MediaKind.IMAGE, List.of("image/tiff"), List.of("tiff", "tif")),
    HEIC(MediaKind.IMAGE, List.of("image/heic", "image/heif"), List.of("heic", "heif")),
    AVIF(MediaKind.IMAGE, List.of("image/avif"), List.of("avif")),
    MP4(MediaKind.VIDEO, List.of("video/mp4", "video/x-m4v"), List.of("mp4", "m4v")),
    MOV(MediaKind.VIDEO, List.of("video/quicktime"), List.of("mov", "qt")),
    WEBM(MediaKind.VIDEO, List.of("video/webm"), List.of("webm")),
    AVI(MediaKind.VIDEO, List.of("video/x-msvideo", "video/avi", "video/vnd.avi"), List.of("avi")),
    PDF(MediaKind.DOCUMENT, List.of("application/pdf"), List.of("pdf"));

    /** So many bytes tell the type. */
    static final int HEAD = 64;

    private static final Set<String> QUICKTIME_WITHOUT_BRAND = Set.of("moov", "mdat", "wide", "free", "skip", "pnot");
    private static final Set<String> HEIC_BRANDS = Set.of("heic", "heix", "heim", "heis", "hevc", "mif1", "msf1");
    private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis");

    private final MediaKind kind;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> contentTypes;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> extensions;

    FileType(MediaKind kind, List<String> contentTypes, List<String> extensions) {
        this.kind = kind;
        this.contentTypes = contentTypes;
        this.extensions = extensions;
    }

    /** @param head how the content begins, up to {@link #HEAD} bytes */
    static Optional<FileType> of(byte[] head) {
        String start = new String(head, 0, Math.min(head.length, HEAD), ISO_8859_1);
        if (start.startsWith("\u00ff\u00d8\u00ff")) {
            return Optional.of(JPEG);
        }
        if (start.startsWith("\u0089PNG\r\n\u001a\n")) {
            return Optional.of(PNG);
        }
        if (start.startsWith("GIF87a") || start.startsWith("GIF89a")) {
            return Optional.of(GIF);
        }
        if (start.startsWith("RIFF") && start.length() >= 12) {
            return switch (start.substring(8, 12)) {
                case "WEBP" -> Optional.of(WEBP);
                case "AVI " -> Optional.of(AVI);
                default -> Optional.empty();
            };
        }
        if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
            return Optional.of(TIFF);
        }
        if (start.startsWith("%PDF-")) {
            return Optional.of(PDF);
        }
        if (start.startsWith("\u001aE\u00df\u00a3")) {
            return start.contains("webm") ? Optional.of(WEBM) : Optional.empty();
        }
        // After the boxes: two letters are little to know a file by.
        return ofBoxes(start).or(() -> isBitmap(start) ? Optional.of(BMP) : Optional.empty());
    }

    private static Optional<FileType> ofBoxes(String start) {
        if (start.length() < 12) {
            return Optional.empty();
        }
        String box = start.substring(4, 8);
        if (!box.equals("ftyp")) {
            return QUICKTIME_WITHOUT_BRAND.contains(box) ? Optional.of(MOV) : Optional.empty();
        }
        String brand = start.substring(8, 12);
        if (brand.equals("qt  ")) {
            return Optional.of(MOV);
        }
        if (AVIF_BRANDS.contains(brand) || (HEIC_BRANDS.contains(brand) && start.contains("avif"))) {
            return Optional.of(AVIF);
        }
        return Optional.of(HEIC_BRANDS.contains(brand) ? HEIC : MP4);
    }

    /** Its reserved bytes are zero, and the size of what follows is one of the few that there are. */
    private static boolean isBitmap(String start) {
        return start.startsWith("BM")
                && start.length() >= 26
                && start.startsWith("\0\0\0\0", 6)
                && Set.of(40, 52, 56, 108, 124).contains((int) start.charAt(14));
    }

    MediaKind kind() {
        return kind;
    }

    String contentType() {
        return contentTypes.getFirst();
    }

    String extension() {
        return extensions.getFirst();
    }

    /** Whether a file of this type may call itself so. What says nothing contradicts nothing. */
    boolean mayBeDeclared(String contentType) {
        String declared = contentType.replaceAll(";.*", "").strip().toLowerCase(Locale.ROOT);
        return declared.isEmpty()
                || declared.equals("application/octet-stream")
                || declared.equals("binary/octet-stream")
                || contentTypes.contains(declared);
    }

    /** @param extension in lower case */
    boolean mayBeNamed(String extension) {
        return extension.isEmpty() || extensions.contains(extension);
    }

    static String all() {
        return String.join(", ", Arrays.stream(values()).map(FileType::name).toList());
    }
}

package dev.keelson.social.posts;

import dev.keelson.social.networks.Platform;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which media are videos, as far as addresses and networks tell. */
final class Videos {
    private static final Set<String> EXTENSIONS = Set.of("mp4", "mov", "m4v", "avi", "webm", "mpeg", "mpg", "mkv");

    private Videos() {}

    /** Whether there is a video that Ayrshare does not know for one by its address: YouTube takes nothing else. */
    static boolean isHidden(Platform platform, List<String> mediaUrls) {
        return platform == Platform.YOUTUBE && mediaUrls.stream().anyMatch(url -> !isNamedSo(url));
    }

    /** Whether one of these may be a video that takes Ayrshare long. */
    static boolean isAmong(Platform platform, List<String> mediaUrls) {
        return platform == Platform.YOUTUBE || mediaUrls.stream().anyMatch(Videos::isNamedSo);
    }

    private static boolean isNamedSo(String url) {
        String path = URI.create(url).getPath();
        int dot = path == null ? -1 : path.lastIndexOf('.');
        return dot >= 0 && EXTENSIONS.contains(path.substring(dot + 1).toLowerCase(Locale.ROOT));
    }
}

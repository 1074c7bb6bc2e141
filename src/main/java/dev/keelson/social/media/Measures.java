package dev.keelson.social.media;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How large a medium is when it is shown, as far as its headers tell.
 *
 * @param width in pixels, turned as a phone says that it was held
 * @param duration of a video
 */
record Measures(
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable Duration duration) {
    static final Measures NONE = new Measures(null, null, null);

    static Measures of(long width, long height) {
        return new Measures(Math.toIntExact(width), Math.toIntExact(height), null);
    }

    /** @param orientation as Exif numbers them: from 5 on it was held upright */
    Measures turnedBy(int orientation) {
        return orientation >= 5 && orientation <= 8 ? turned() : this;
    }

    Measures turned() {
        return new Measures(/* width= */ height, /* height= */ width, duration);
    }

    Measures lasting(@Nullable Duration time) {
        return new Measures(width, height, time);
    }

    long pixels() {
        return width == null || height == null ? 0 : (long) width * height;
    }
}

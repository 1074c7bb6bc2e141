package dev.keelson.social.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the boxes of which MP4, QuickTime, HEIC and AVIF files consist (ISO/IEC 14496-12): what a film's header tells of its
 * size and duration, and an image's of its size. A box is never read as a whole, however large it says that it is.
 */
final class Boxes {
    private static final int MOST_BOXES = 10_000;
    private static final Set<String> CONTAINERS = Set.of("moov", "trak", "iprp", "ipco");

    private final Bytes content;
    private final boolean image;
    private int read;
    private boolean movie;
    private Measures largest = Measures.NONE;
    private @Nullable Duration duration;

    private Boxes(Bytes content, boolean image) {
        this.content = content;
        this.image = image;
    }

    /** @throws EOFException where it does not end as it should, or has no header */
    static Measures film(Bytes content) throws IOException {
        var boxes = new Boxes(content, false);
        boxes.walk(0, content.size());
        if (!boxes.movie) {
            throw new EOFException("no header");
        }
        return boxes.largest.lasting(boxes.duration);
    }

    static Measures image(Bytes content) throws IOException {
        var boxes = new Boxes(content, true);
        boxes.walk(0, content.size());
        return boxes.largest;
    }

    private void walk(long from, long to) throws IOException {
        long at = from;
        while (at < to) {
            if (++read > MOST_BOXES) {
                throw new EOFException("too many boxes");
            }
            String type = new String(content.at(at + 4, 4).array(), ISO_8859_1);
            long size = content.intAt(at);
            int header = 8;
            if (size == 1) {
                size = content.at(at + 8, 8).getLong();
                header = 16;
            } else if (size == 0) {
                size = to - at;
            }
            if (size < header || size > to - at) {
                throw new EOFException(type + " is cut off");
            }
            visit(type, at + header, at + size);
            at += size;
        }
    }

    private void visit(String type, long from, long to) throws IOException {
        movie |= type.equals("moov");
        switch (type) {
            case "mvhd" -> duration = duration(from);
            case "tkhd" -> keep(track(from));
            case "ispe" -> keep(Measures.of(content.intAt(from + 4), content.intAt(from + 8)));
            case "meta" -> {
                if (image) {
                    walk(from + 4, to);
                }
            }
            default -> {
                if (CONTAINERS.contains(type)) {
                    walk(from, to);
                }
            }
        }
    }

    private @Nullable Duration duration(long at) throws IOException {
        boolean wide = content.byteAt(at) == 1;
        long unit = content.intAt(at + (wide ? 20 : 12));
        long length = wide ? content.at(at + 24, 8).getLong() : content.intAt(at + 16);
        // All ones say that nobody knows; nothing lasts for years.
        boolean known = unit > 0 && length > 0 && length / unit < 1_000_000;
        return known ? Duration.ofMillis(Math.round(1_000.0 * length / unit)) : null;
    }

    /** Sizes are in 65536ths; the matrix says by a zero in its first place that the film is turned on its side. */
    private Measures track(long at) throws IOException {
        long sizes = at + (content.byteAt(at) == 1 ? 88 : 76);
        boolean turned = content.intAt(sizes - 36) == 0;
        var size = Measures.of(content.intAt(sizes) >> 16, content.intAt(sizes + 4) >> 16);
        return turned ? size.turned() : size;
    }

    private void keep(Measures found) {
        if (found.pixels() > largest.pixels()) {
            largest = found;
        }
    }
}

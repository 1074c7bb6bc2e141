package dev.keelson.social.media;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads what the headers of images tell, and nothing else: not one pixel is unpacked, so that no image can grow. By the formats'
 * own descriptions; every read is bounded by {@link Bytes}.
 */
final class Images {
    private static final int MOST_PARTS = 100_000;
    private static final int ORIENTATION = 0x0112;
    private static final int WIDTH = 0x0100;
    private static final int HEIGHT = 0x0101;

    private Images() {}

    static Measures png(Bytes content) throws IOException {
        return Measures.of(content.intAt(16), content.intAt(20));
    }

    static Measures gif(Bytes content) throws IOException {
        var size = content.at(6, 4).order(ByteOrder.LITTLE_ENDIAN);
        return Measures.of(size.getShort() & 0xffff, size.getShort() & 0xffff);
    }

    static Measures bmp(Bytes content) throws IOException {
        var size = content.at(18, 8).order(ByteOrder.LITTLE_ENDIAN);
        // A negative height says that the lines go from the top to the bottom.
        return Measures.of(size.getInt() & 0x7fff_ffffL, Math.abs((long) size.getInt()));
    }

    static Measures webp(Bytes content) throws IOException {
        var data = content.at(12, 18).order(ByteOrder.LITTLE_ENDIAN);
        return switch (data.get(3)) {
            case ' ' -> Measures.of(data.getShort(14) & 0x3fff, data.getShort(16) & 0x3fff);
            case 'L' -> {
                int bits = data.getInt(9);
                yield Measures.of((bits & 0x3fff) + 1L, ((bits >> 14) & 0x3fff) + 1L);
            }
            default -> Measures.of((data.getInt(12) & 0xff_ffffL) + 1, ((data.getInt(14) >>> 8) & 0xff_ffffL) + 1);
        };
    }

    static Measures tiff(Bytes content) throws IOException {
        var tags = Tags.at(content, 0);
        return Measures.of(tags.width(), tags.height()).turnedBy(tags.orientation());
    }

    static Measures jpeg(Bytes content) throws IOException {
        int orientation = 1;
        long at = 2;
        for (int parts = 0; parts < MOST_PARTS; parts++) {
            int marker = content.byteAt(at) == 0xff ? content.byteAt(at + 1) : 0;
            if (marker == 0xff) {
                at++;
            } else if (isFrame(marker)) {
                return Measures.of(content.shortAt(at + 7), content.shortAt(at + 5))
                        .turnedBy(orientation);
            } else if (marker < 0xc0 || marker == 0xda || marker == 0xd9) {
                throw new EOFException("no frame");
            } else {
                if (marker == 0xe1 && content.intAt(at + 4) == 0x45786966) {
                    orientation = orientation(content, at + 10);
                }
                at += 2L + content.shortAt(at + 2);
            }
        }
        throw new EOFException("too many parts");
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /** What a camera writes there is not always what it should be. */
    private static int orientation(Bytes content, long at) {
        try {
            return Tags.at(content, at).orientation();
        } catch (IOException _) {
            return 1;
        }
    }

    /** @throws EOFException where the image does not end as it should, or something else comes after it */
    static void requireWhole(FileType type, Bytes content) throws IOException {
        long end = switch (type) {
            case PNG -> endOfPng(content);
            case GIF -> endOfGif(content);
            case WEBP -> {
                long size = content.at(4, 4).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
                yield 8 + size + (size & 1);
            }
            case JPEG -> endOfJpeg(content);
            default -> content.size();
        };
        // Phones put a second image, or a film, behind the first; other formats have no such custom.
        if (end > content.size() || (end < content.size() && type != FileType.JPEG)) {
            throw new EOFException("ends at " + end);
        }
    }

    private static long endOfPng(Bytes content) throws IOException {
        long at = 8;
        for (int parts = 0; parts < MOST_PARTS; parts++) {
            long length = content.intAt(at);
            boolean last = content.intAt(at + 4) == 0x49454e44;
            at += 12 + length;
            if (last) {
                return at;
            }
        }
        throw new EOFException("too many parts");
    }

    private static long endOfGif(Bytes content) throws IOException {
        long at = 13 + colours(content.byteAt(10));
        for (int parts = 0; parts < MOST_PARTS; parts++) {
            switch (content.byteAt(at)) {
                case 0x3b -> {
                    return at + 1;
                }
                case 0x21 -> at = afterBlocks(content, at + 2);
                case 0x2c -> at = afterBlocks(content, at + 11 + colours(content.byteAt(at + 9)));
                default -> throw new EOFException("no such block");
            }
        }
        throw new EOFException("too many parts");
    }

    private static long colours(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3L << ((flags & 7) + 1);
    }

    private static long afterBlocks(Bytes content, long from) throws IOException {
        long at = from;
        for (int length = content.byteAt(at); length > 0; length = content.byteAt(at)) {
            at += 1 + length;
        }
        return at + 1;
    }

    private static long endOfJpeg(Bytes content) throws IOException {
        long at = 2;
        boolean marked = false;
        boolean packed = false;
        while (at < content.size()) {
            if (!packed) {
                int marker = content.byteAt(at + 1);
                if (marker == 0xd9) {
                    return at + 2;
                }
                packed = marker == 0xda;
                at += marker == 0xff ? 1 : 2L + content.shortAt(at + 2);
                continue;
            }
            byte[] piece = content.upTo(at, 64 * 1024);
            for (int i = 0; i < piece.length && packed; i++, at++) {
                int next = piece[i] & 0xff;
                boolean ends = marked && next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7);
                if (ends) {
                    packed = false;
                    at -= 2;
                }
                marked = next == 0xff;
            }
        }
        throw new EOFException("no end");
    }

    /** The first directory of TIFF, in which cameras write down how they were held. */
    private record Tags(long width, long height, int orientation) {
        static Tags at(Bytes content, long start) throws IOException {
            var order = content.shortAt(start) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
            long directory = start + (content.at(start + 4, 4).order(order).getInt() & 0xffff_ffffL);
            int entries = content.at(directory, 2).order(order).getShort() & 0xffff;
            long width = 0;
            long height = 0;
            int orientation = 1;
            for (int i = 0; i < entries; i++) {
                ByteBuffer entry = content.at(directory + 2 + 12L * i, 12).order(order);
                long value = entry.getShort(2) == 3 ? entry.getShort(8) & 0xffff : entry.getInt(8) & 0x7fff_ffffL;
                switch (entry.getShort(0)) {
                    case WIDTH -> width = value;
                    case HEIGHT -> height = value;
                    case ORIENTATION -> orientation = (int) value;
                    default -> {}
                }
            }
            return new Tags(width, height, orientation);
        }
    }
}

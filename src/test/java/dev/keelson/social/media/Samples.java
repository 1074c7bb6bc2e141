package dev.keelson.social.media;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small files of each type. */
final class Samples {
    private Samples() {}

    /** An image as the JDK writes it; those of other seeds are other files. */
    static byte[] image(String format, int width, int height, long seed) {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            image.setRGB(random.nextInt(width), random.nextInt(height), random.nextInt());
        }
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] png(int width, int height) {
        return image("png", width, height, 1);
    }

    /** A PNG whose header tells of a size that its content does not have. */
    static byte[] boastful(int width, int height) {
        byte[] png = png(2, 2);
        ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
        return png;
    }

    /** With the orientation that a phone writes down. */
    static byte[] jpegHeld(int orientation, int width, int height) {
        byte[] jpeg = image("jpg", width, height, 1);
        byte[] exif = bytes("\u00ff\u00e1\0\42Exif\0\0MM\0*\0\0\0\b\0\1\1\u0012\0\3\0\0\0\1\0" + (char) orientation
                + "\0\0\0\0\0\0");
        return join(bytes("\u00ff\u00d8"), exif, Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    static byte[] film(String brand, int width, int height, int millis, boolean turned, int size) {
        return join(
                box("ftyp", bytes(brand), new byte[4], bytes("isom")),
                box("moov", header(millis), box("trak", track(0, 0, false)), box("trak", track(width, height, turned))),
                box("mdat", filling(size)));
    }

    static byte[] film(int size) {
        return film("mp42", 1080, 1920, 12_500, false, size);
    }

    private static byte[] header(int millis) {
        var content = ByteBuffer.allocate(100);
        content.putInt(12, 1_000).putInt(16, millis);
        return box("mvhd", content.array());
    }

    private static byte[] track(int width, int height, boolean turned) {
        var content = ByteBuffer.allocate(84);
        content.putInt(40, turned ? 0 : 0x10000).putInt(76, width << 16).putInt(80, height << 16);
        return box("tkhd", content.array());
    }

    static byte[] heic(String brand, int width, int height) {
        var size = ByteBuffer.allocate(12).putInt(4, width).putInt(8, height).array();
        return join(
                box("ftyp", bytes(brand), new byte[4]),
                box("meta", new byte[4], box("iprp", box("ipco", box("ispe", size)))),
                box("mdat", filling(10)));
    }

    /** @param kind {@code "VP8 "}, {@code VP8L} or {@code VP8X} */
    static byte[] webp(String kind, int width, int height) {
        var data = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        switch (kind) {
            case "VP8 " -> data.putShort(6, (short) width).putShort(8, (short) height);
            case "VP8L" -> data.put(0, (byte) 0x2f).putInt(1, (width - 1) | (height - 1) << 14);
            default -> data.putInt(4, width - 1).putInt(7, height - 1);
        }
        var riff = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        riff.put(bytes("RIFF")).putInt(32).put(bytes("WEBP")).put(bytes(kind)).putInt(20);
        return join(riff.array(), data.array());
    }

    static byte[] avi(int width, int height, int seconds) {
        var data = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
        data.put(bytes("RIFF"))
                .putInt(92)
                .put(bytes("AVI LIST"))
                .putInt(80)
                .put(bytes("hdrlavih"))
                .putInt(56);
        data.putInt(32, 40_000).putInt(48, 25 * seconds).putInt(64, width).putInt(68, height);
        return data.array();
    }

    static byte[] box(String type, byte[]... content) {
        byte[] all = join(content);
        return join(ByteBuffer.allocate(4).putInt(8 + all.length).array(), bytes(type), all);
    }

    static byte[] filling(int size) {
        byte[] filling = new byte[size];
        new Random(size).nextBytes(filling);
        return filling;
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}

package dev.keelson.webhooks;

import java.util.HexFormat;

/** Hexadecimal as it stands in headers that anybody may write. */
final class Hex {
    private static final byte[] NOTHING = {};

    private Hex() {}

    /** The bytes, or none where the text is not hexadecimal: none equals no digest. */
    static byte[] parse(String text) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            return NOTHING;
        }
    }
}

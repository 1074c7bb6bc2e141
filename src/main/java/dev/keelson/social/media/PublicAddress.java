package dev.keelson.social.media;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Whether an address belongs to the public internet, by the registries of
 * <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">special IPv4</a> and
 * <a href="https://www.iana.org/assignments/iana-ipv6-special-registry">IPv6</a> addresses: nobody may have us ask what stands
 * beside us.
 */
final class PublicAddress {
    private PublicAddress() {}

    static boolean isPublic(InetAddress address) {
        return address instanceof Inet4Address ? isPublicFour(address.getAddress()) : isPublicSix(address.getAddress());
    }

    private static boolean isPublicFour(byte[] four) {
        int first = four[0] & 0xff;
        int second = four[1] & 0xff;
        int third = four[2] & 0xff;
        return switch (first) {
            case 0, 10, 127 -> false;
            case 100 -> second < 64 || second > 127;
            case 169 -> second != 254;
            case 172 -> second < 16 || second > 31;
            case 192 -> second != 168 && !(second == 0 && (third == 0 || third == 2)) && !(second == 88 && third == 99);
            case 198 -> second != 18 && second != 19 && !(second == 51 && third == 100);
            case 203 -> !(second == 0 && third == 113);
            default -> first < 224;
        };
    }

    /** Only 2000::/3 is given to anybody; within it, what leads to an IPv4 address or nowhere is not public. */
    private static boolean isPublicSix(byte[] six) {
        int first = ((six[0] & 0xff) << 8) | (six[1] & 0xff);
        int second = ((six[2] & 0xff) << 8) | (six[3] & 0xff);
        boolean given = (six[0] & 0xe0) == 0x20;
        boolean tunnel = first == 0x2002 || (first == 0x2001 && second < 0x0200);
        boolean documentation = (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && second < 0x1000);
        return given && !tunnel && !documentation;
    }
}

package dev.keelson.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Whom an address stands for. An IPv6 client has a network of 2⁶⁴ addresses for itself and may take another for each request,
 * so the network is what counts (<a href="https://www.rfc-editor.org/rfc/rfc6177">RFC 6177</a>).
 */
final class ClientAddress {
    private static final int NETWORK_BYTES = 8;

    private ClientAddress() {}

    /** @param remote the connection's address, or a trusted proxy's word for it; never a header as it came */
    static String key(String remote) {
        int zone = remote.indexOf('%');
        String literal = zone < 0 ? remote : remote.substring(0, zone);
        try {
            // An IPv4 address in the clothes of an IPv6 one comes out as the former.
            InetAddress address = InetAddress.ofLiteral(literal);
            return address instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES)) + "/64"
                    : address.getHostAddress();
        } catch (IllegalArgumentException e) {
            // A proxy may say a name, or "unknown": all of those are one caller.
            return "unknown";
        }
    }
}

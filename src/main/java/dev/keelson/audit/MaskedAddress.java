package dev.keelson.audit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The network that an address belongs to, in place of the address: enough to tell home from abroad, too little to tell one
 * household from the next. IPv4 as {@code 203.0.113.0/24}, IPv6 as {@code 2001:db8:7::/48}.
 */
final class MaskedAddress {
    private static final int GROUPS_OF_NETWORK = 3;

    private MaskedAddress() {}

    /** The network of whoever sent the request that this thread is working on; null where it works on none. */
    static @Nullable String ofCaller() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                ? of(attributes.getRequest().getRemoteAddr())
                : null;
    }

    /** Null where the text is no address. Names are never looked up. */
    static @Nullable String of(@Nullable String address) {
        if (address == null || address.isBlank()) {
            return null;
        }
        try {
            InetAddress literal = InetAddress.ofLiteral(withoutZone(address.strip()));
            // An IPv4 address that is mapped into IPv6 becomes one of IPv4 here.
            return literal instanceof Inet4Address ? ipv4(literal.getAddress()) : ipv6(literal.getAddress());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private static String ipv4(byte[] bytes) {
        return "%d.%d.%d.0/24".formatted(bytes[0] & 0xFF, bytes[1] & 0xFF, bytes[2] & 0xFF);
    }

    private static String ipv6(byte[] bytes) {
        List<String> groups = new ArrayList<>();
        for (int group = 0; group < GROUPS_OF_NETWORK; group++) {
            groups.add(Integer.toHexString(((bytes[2 * group] & 0xFF) << 8) | (bytes[2 * group + 1] & 0xFF)));
        }
        while (!groups.isEmpty() && groups.getLast().equals("0")) {
            groups.removeLast();
        }
        return String.join(":", groups) + "::/48";
    }
}

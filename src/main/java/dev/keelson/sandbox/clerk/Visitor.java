package dev.keelson.sandbox.clerk;

import java.util.Locale;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** From where the request in hand comes. */
record Visitor(String ip, String userAgent) {
    static Visitor current() {
        var request = ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes()).getRequest();
        return new Visitor(
                request.getRemoteAddr(), Objects.requireNonNullElse(request.getHeader(HttpHeaders.USER_AGENT), ""));
    }

    boolean isMobile() {
        return userAgent.contains("Mobile");
    }

    String device() {
        if (userAgent.contains("iPhone")) {
            return "iPhone";
        }
        if (userAgent.contains("Android")) {
            return "Android";
        }
        if (userAgent.contains("Macintosh")) {
            return "Macintosh";
        }
        return userAgent.contains("Windows") ? "Windows" : "Linux";
    }

    /** The product that the user agent names last but for compatibility's sake, or first where it names only itself. */
    String browser() {
        for (String browser : new String[] {"Edg", "Firefox", "Chrome", "Safari"}) {
            if (userAgent.contains(browser + "/")) {
                return browser.equals("Edg") ? "Edge" : browser;
            }
        }
        return userAgent.replaceAll("[/ ].*", "").toLowerCase(Locale.ROOT);
    }

    String browserVersion() {
        var name = browser().equals("Edge") ? "Edg" : browser();
        int start = userAgent.toLowerCase(Locale.ROOT).indexOf(name.toLowerCase(Locale.ROOT) + "/");
        return start < 0 ? "" : userAgent.substring(start + name.length() + 1).replaceAll("[ ;].*", "");
    }
}

package dev.keelson.sandbox.stripe;

import static org.springframework.web.util.HtmlUtils.htmlEscape;

/** Buttons that work without JavaScript. */
final class Buttons {
    private Buttons() {}

    /** @param path of the page, to which the outcome is added */
    static String outcomes(String path) {
        return button(path + "/pay", "Pay")
                + button(path + "/decline", "Decline")
                + button(path + "/authenticate", "Needs authentication");
    }

    static String button(String action, String label) {
        return "<form method=\"post\" action=\"%s\"><p><button>%s</button></p></form>"
                .formatted(htmlEscape(action), htmlEscape(label));
    }
}

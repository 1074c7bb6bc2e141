package dev.keelson.sandbox.stripe;

import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Where the stand-in's pages are. */
@Component
class StripeAddress {
    private volatile int port;

    @EventListener
    void started(WebServerInitializedEvent event) {
        port = event.getWebServer().getPort();
    }

    /** @param path without a slash at its start */
    String page(String path) {
        return "http://127.0.0.1:" + port + "/stripe/" + path;
    }
}

package dev.keelson.sandbox.ayrshare;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Where the stand-in's own pages are; the port is known only when the server listens. */
@Component
class OwnAddress {
    private final Environment environment;

    OwnAddress(Environment environment) {
        this.environment = environment;
    }

    /** @param path below {@code /ayrshare}, with its leading slash */
    String url(String path) {
        return "http://127.0.0.1:" + environment.getRequiredProperty("local.server.port") + "/ayrshare" + path;
    }
}

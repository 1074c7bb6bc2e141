package dev.keelson.clients.ayrshare;

import dev.keelson.clients.VendorKeys;
import org.junit.jupiter.api.Tag;

@Tag("vendors")
class RealAyrshareTest extends AyrshareContract {
    @Override
    String apiUrl() {
        return VendorKeys.apiUrl("ayrshare");
    }

    @Override
    String apiKey() {
        return VendorKeys.ayrshare();
    }
}

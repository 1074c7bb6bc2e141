package dev.keelson.clients.ayrshare;

import dev.keelson.clients.VendorKey;
import org.junit.jupiter.api.Tag;

@Tag("vendors")
class RealAyrshareTest extends AyrshareContract {
    private final VendorKey key = VendorKey.ofAyrshare();

    @Override
    String apiUrl() {
        return key.apiUrl();
    }

    @Override
    String apiKey() {
        return key.value();
    }
}

package dev.keelson.social.networks;

import dev.keelson.clients.ayrshare.AyrshareSettings;
import org.springframework.stereotype.Component;

/** Which networks our settings let us reach at all. */
@Component
public class NetworkAccess {
    /** Why not, for whoever asks about a network that cannot be reached. */
    public static final String WHY_NOT = "X refuses what is sent without the keys of an app of its own.";

    private final AyrshareSettings settings;

    public NetworkAccess(AyrshareSettings settings) {
        this.settings = settings;
    }

    /** Whether it can be linked and published to. */
    public boolean to(Platform platform) {
        return platform != Platform.X || settings.hasXKeys();
    }
}

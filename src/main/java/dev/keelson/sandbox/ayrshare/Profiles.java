package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.SandboxStore;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The profiles, found by ref id, key or title. */
@Repository
class Profiles {
    private static final String KIND = "ayrshare.profile";
    private static final String BY_KEY = "ayrshare.profile_key";
    private static final String BY_TITLE = "ayrshare.profile_title";
    private static final String PRIMARY_REF_ID = "0".repeat(40);

    private final SandboxStore store;
    private final JsonMapper json;
    private final Clock clock;
    private final OwnAddress address;

    Profiles(SandboxStore store, JsonMapper json, Clock clock, OwnAddress address) {
        this.store = store;
        this.json = json;
        this.clock = clock;
        this.address = address;
    }

    /** @throws AyrshareException where another profile has this title */
    Profile create(String title, boolean messagingActive, List<String> disableSocial, List<String> tags) {
        var profile = new Profile(
                Ids.refId(),
                title,
                Ids.profileKey(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                messagingActive,
                disableSocial,
                tags,
                List.of());
        claimTitle(profile);
        store.put(BY_KEY, profile.profileKey(), reference(profile));
        save(profile);
        return profile;
    }

    /** @throws AyrshareException where another profile has this title */
    Profile rename(Profile profile, String title) {
        if (title.equals(profile.title())) {
            return profile;
        }
        var renamed = profile.titled(title);
        claimTitle(renamed);
        store.delete(BY_TITLE, profile.title());
        return renamed;
    }

    private void claimTitle(Profile profile) {
        if (store.find(BY_TITLE, profile.title()).isPresent()) {
            throw new AyrshareException(HttpStatus.BAD_REQUEST, Code.TITLE_EXISTS);
        }
        store.put(BY_TITLE, profile.title(), reference(profile));
    }

    void save(Profile profile) {
        store.put(KIND, profile.refId(), json.valueToTree(profile));
    }

    void delete(Profile profile) {
        store.delete(BY_KEY, profile.profileKey());
        store.delete(BY_TITLE, profile.title());
        store.delete(KIND, profile.refId());
    }

    Optional<Profile> find(String refId) {
        if (refId.equals(PRIMARY_REF_ID)) {
            return Optional.of(primary());
        }
        return store.find(KIND, refId).map(this::read);
    }

    Optional<Profile> byKey(String profileKey) {
        return referenced(BY_KEY, profileKey);
    }

    Optional<Profile> byTitle(String title) {
        return referenced(BY_TITLE, title);
    }

    /** Oldest first, without the primary one. */
    List<Profile> list() {
        return store.list(KIND).stream().map(this::read).toList();
    }

    /** The account holder's own profile: linked everywhere, so that a forgotten Profile-Key does the damage it does. */
    Profile primary() {
        var created = clock.instant().truncatedTo(ChronoUnit.DAYS);
        var bare = new Profile(PRIMARY_REF_ID, "Primary Profile", "", created, false, List.of(), List.of(), List.of());
        return bare.withAccounts(Arrays.stream(Network.values())
                .map(network -> Account.link(network, bare, address, created))
                .toList());
    }

    private Optional<Profile> referenced(String index, String value) {
        return store.find(index, value)
                .flatMap(entry -> store.find(KIND, entry.get("refId").asString()))
                .map(this::read);
    }

    private ObjectNode reference(Profile profile) {
        return json.createObjectNode().put("refId", profile.refId());
    }

    private Profile read(ObjectNode document) {
        return json.treeToValue(document, Profile.class);
    }
}

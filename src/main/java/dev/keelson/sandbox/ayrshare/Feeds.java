package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.SandboxStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** What the networks show. It stays there when Ayrshare forgets the post. */
@Repository
class Feeds {
    private static final String KIND = "ayrshare.feed";

    private final SandboxStore store;
    private final JsonMapper json;
    private final OwnAddress address;

    Feeds(SandboxStore store, JsonMapper json, OwnAddress address) {
        this.store = store;
        this.json = json;
        this.address = address;
    }

    FeedEntry publish(Post post, Account account, Instant now) {
        var network = account.platform();
        var nativeId = Ids.nativePost(network);
        var text = post.request().text(network);
        var entry = new FeedEntry(
                network,
                nativeId,
                address.url("/feed/" + network.id() + "/" + FeedEntry.slug(nativeId)),
                post.refId(),
                post.id(),
                account.displayName(),
                network.cutsText() && text.length() > network.maxText() ? text.substring(0, network.maxText()) : text,
                post.request().media(network),
                now);
        store.put(KIND, key(network, nativeId), json.valueToTree(entry));
        return entry;
    }

    /** @param nativeId the network's id, or its slug */
    Optional<FeedEntry> find(Network network, Object nativeId) {
        return store.find(KIND, key(network, nativeId)).map(document -> json.treeToValue(document, FeedEntry.class));
    }

    void remove(Network network, Object nativeId) {
        store.delete(KIND, key(network, nativeId));
    }

    /** Oldest first. */
    List<FeedEntry> list() {
        return store.list(KIND).stream()
                .map(document -> json.treeToValue(document, FeedEntry.class))
                .toList();
    }

    int count(Network network, String refId) {
        return (int) list().stream()
                .filter(entry -> entry.network() == network && entry.refId().equals(refId))
                .count();
    }

    private static String key(Network network, Object nativeId) {
        return network.id() + "/" + FeedEntry.slug(nativeId);
    }
}

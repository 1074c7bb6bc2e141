package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.SandboxStore;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The posts, which only the profile that made them can see. */
@Repository
class Posts {
    private static final String KIND_OF_PROFILE = "ayrshare.post.";

    private final SandboxStore store;
    private final JsonMapper json;

    Posts(SandboxStore store, JsonMapper json) {
        this.store = store;
        this.json = json;
    }

    void save(Post post) {
        store.put(kind(post.refId()), post.id(), json.valueToTree(post));
    }

    Optional<Post> find(String refId, String id) {
        return store.find(kind(refId), id).map(this::read);
    }

    /** Oldest first. */
    List<Post> list(String refId) {
        return store.list(kind(refId)).stream().map(this::read).toList();
    }

    void deleteAll(Profile profile) {
        list(profile.refId()).forEach(post -> store.delete(kind(profile.refId()), post.id()));
    }

    private static String kind(String refId) {
        return KIND_OF_PROFILE + refId;
    }

    private Post read(ObjectNode document) {
        return json.treeToValue(document, Post.class);
    }
}

package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.SandboxStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Deletes posts, also at the networks that let them go. */
@Component
class Removal {
    private final SandboxStore store;
    private final Posts posts;
    private final Feeds feeds;

    Removal(SandboxStore store, Posts posts, Feeds feeds) {
        this.store = store;
        this.posts = posts;
        this.feeds = feeds;
    }

    /**
     * @return the answer; its status is an error where a network keeps the post
     * @throws AyrshareException where there is no such post any more
     */
    Map<String, Object> delete(String refId, String id) {
        return store.atomically(() -> {
            var post = existing(refId, id);
            var kept = post.outcome().postIds().stream()
                    .filter(postId -> !postId.platform().allowsDelete())
                    .toList();
            var answer = new LinkedHashMap<String, Object>();
            answer.put("status", kept.isEmpty() ? "success" : "error");
            answer.put("id", id);
            answer.put("code", kept.isEmpty() ? 200 : Code.DELETE_REFUSED.number());
            post.outcome()
                    .postIds()
                    .forEach(postId -> answer.put(postId.platform().id(), deleteAtNetwork(postId)));
            var left = new Post.Outcome(
                    kept.isEmpty() ? PostStatus.DELETED : post.status(),
                    kept.isEmpty() ? post.outcome().postIds() : kept,
                    post.outcome().errors());
            posts.save(post.with(left, kept.isEmpty() ? null : post.nextStepAt()));
            return answer;
        });
    }

    private Map<String, Object> deleteAtNetwork(PostId postId) {
        var network = postId.platform();
        var result = new LinkedHashMap<String, Object>();
        result.put("action", "delete");
        result.put("id", postId.id());
        if (network.allowsDelete()) {
            feeds.remove(network, postId.id());
            result.put("status", "success");
        } else {
            result.put("status", "error");
            result.put("code", Code.DELETE_REFUSED.number());
            result.put("message", Code.DELETE_REFUSED.message(network));
        }
        return result;
    }

    /** The user has deleted it at the networks already. */
    Map<String, Object> markDeleted(String refId, String id) {
        return store.atomically(() -> {
            var post = existing(refId, id);
            post.outcome().postIds().forEach(postId -> feeds.remove(postId.platform(), postId.id()));
            posts.save(post.with(post.outcome().become(PostStatus.DELETED), null));
            return success(id);
        });
    }

    Map<String, Object> deleteAllScheduled(String refId) {
        return store.atomically(() -> {
            var waiting = posts.list(refId).stream()
                    .filter(post -> post.status() == PostStatus.PENDING && post.wasScheduled())
                    .map(Post::id)
                    .toList();
            return deleteAll(refId, waiting);
        });
    }

    Map<String, Object> deleteAll(String refId, List<String> ids) {
        return store.atomically(() -> {
            var results = ids.stream().map(id -> tryDelete(refId, id)).toList();
            var status = results.stream().allMatch(result -> "success".equals(result.get("status")));
            return Map.of("status", status ? "success" : "error", "posts", results);
        });
    }

    private Map<String, Object> tryDelete(String refId, String id) {
        var post = posts.find(refId, id);
        if (post.isEmpty()) {
            return Map.of("status", "error", "id", id, "code", Code.POST_NOT_FOUND.number());
        }
        return post.get().status() == PostStatus.DELETED
                ? Map.of("status", "error", "id", id, "code", Code.ALREADY_DELETED.number())
                : delete(refId, id);
    }

    private static Map<String, Object> success(String id) {
        return Map.of("status", "success", "id", id, "code", 200);
    }

    private Post existing(String refId, String id) {
        var post = posts.find(refId, id)
                .orElseThrow(() -> new AyrshareException(
                        HttpStatus.NOT_FOUND,
                        new NotDeleted("delete", "error", Code.POST_NOT_FOUND.number(), "Post ID not found.", id)));
        if (post.status() == PostStatus.DELETED) {
            throw new AyrshareException(
                    HttpStatus.BAD_REQUEST,
                    new NotDeleted(
                            "delete", "error", Code.ALREADY_DELETED.number(), Code.ALREADY_DELETED.message(), id));
        }
        return post;
    }

    record NotDeleted(String action, String status, int code, String message, String id) {}
}

package dev.keelson.social.posts;

import dev.keelson.audit.AuditLog;
import dev.keelson.social.PostFailed;
import dev.keelson.social.PostHeld;
import dev.keelson.social.PostPublished;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Records what became of each target of a post, in the transaction that found it out. The actor is whose order it was. */
@Component
class RecordPublications {
    private final AuditLog audit;

    RecordPublications(AuditLog audit) {
        this.audit = audit;
    }

    @EventListener
    void on(PostPublished event) {
        audit.record(event.user(), "post.published", event.postId().toString(), Map.of("platform", event.platform()));
    }

    @EventListener
    void on(PostFailed event) {
        audit.record(
                event.user(),
                "post.failed",
                event.postId().toString(),
                Map.of("platform", event.platform(), "code", event.code()));
    }

    @EventListener
    void on(PostHeld event) {
        audit.record(event.user(), "post.held", event.postId().toString(), Map.of("reason", event.reason()));
    }
}

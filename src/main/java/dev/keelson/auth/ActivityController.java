package dev.keelson.auth;

import dev.keelson.audit.AuditLog;
import dev.keelson.audit.AuditSearch;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What the caller did, and what was done to their account, the newest first. */
@RestController
@RequestMapping("/api/v1/me/activity")
class ActivityController {
    private final AuditSearch audit;

    ActivityController(AuditSearch audit) {
        this.audit = audit;
    }

    /** Who did it, as far as it is the user's business. */
    enum By {
        YOU,
        /** Keelson itself, or a vendor's event. */
        SYSTEM,
        /** One of those who run it; which one is not told. */
        ADMINISTRATOR
    }

    /**
     * @param ip the network that the caller's request came from, such as {@code 203.0.113.0/24}; nobody else's is shown
     * @param details what changed; null for what an administrator did
     */
    record ActivityView(
            UUID id,
            Instant at,
            By by,
            String action,
            String subject,
            @Nullable String ip,
            @Nullable JsonNode details) {

        static ActivityView from(AuditSearch.Entry entry, CurrentUser user) {
            By by = by(entry, user);
            return new ActivityView(
                    entry.id(),
                    entry.at(),
                    by,
                    entry.action(),
                    entry.subject(),
                    by == By.YOU ? entry.ip() : null,
                    by == By.ADMINISTRATOR ? null : entry.details());
        }

        private static By by(AuditSearch.Entry entry, CurrentUser user) {
            if (entry.actor() == null) {
                return By.SYSTEM;
            }
            boolean asThemselves =
                    entry.actor().equals(user.id().value()) && !entry.details().has(AuditLog.IMPERSONATOR);
            return asThemselves ? By.YOU : By.ADMINISTRATOR;
        }
    }

    @GetMapping
    Page<ActivityView> list(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return audit.of(user.id(), Cursor.decode(cursor), limit).map(entry -> ActivityView.from(entry, user));
    }
}

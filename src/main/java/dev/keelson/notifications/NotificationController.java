package dev.keelson.notifications;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What the caller has been told. */
@RestController
@RequestMapping("/api/v1/notifications")
class NotificationController {
    private final Notifications notifications;

    NotificationController(Notifications notifications) {
        this.notifications = notifications;
    }

    /**
     * @param kind stable, for a frontend that has words or a picture of its own
     * @param title what happened
     * @param action what the user can do next
     * @param data what the two are made of, depending on the kind
     * @param readAt null while unread
     */
    record NotificationView(
            UUID id,
            String kind,
            String title,
            String action,
            Message data,
            @Nullable Instant readAt,
            Instant createdAt) {

        static NotificationView from(Notification notification) {
            var message = notification.message();
            return new NotificationView(
                    notification.id(),
                    message.kind().id(),
                    message.title(),
                    message.action(),
                    message,
                    notification.readAt(),
                    notification.createdAt());
        }
    }

    @GetMapping
    Page<NotificationView> list(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(defaultValue = "false") boolean unread,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return notifications
                .list(user.id(), unread, Cursor.decode(cursor), limit)
                .map(NotificationView::from);
    }

    @PostMapping("/{id}/read")
    NotificationView read(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        return notifications
                .markRead(user.id(), id)
                .map(NotificationView::from)
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("You have no such notification."));
    }

    @PostMapping("/read-all")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void readAll(@AuthenticationPrincipal CurrentUser user) {
        notifications.markAllRead(user.id());
    }
}

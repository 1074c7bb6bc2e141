package dev.keelson.operations;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.webhooks.WebhookLookup;
import dev.keelson.webhooks.WebhookReplay;
import dev.keelson.webhooks.WebhookSearch;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Single events of the webhook inbox, for administrators. */
@RestController
@RequestMapping("/api/v1/admin/webhooks/events")
class AdminWebhooksController {
    private final WebhookSearch search;
    private final WebhookLookup lookup;
    private final WebhookReplay replay;

    AdminWebhooksController(WebhookSearch search, WebhookLookup lookup, WebhookReplay replay) {
        this.search = search;
        this.lookup = lookup;
        this.replay = replay;
    }

    /** @param reason for the audit log; no personal data */
    record DiscardRequest(
            @NotBlank @Size(max = 500) @Pattern(regexp = InboxFilter.PRINTABLE, message = InboxFilter.PRINTABLE_RULE)
            String reason) {}

    @Operation(
            summary = "Look events up",
            description =
                    "All conditions together, the newest first; 'from' is included, 'to' is not. Without 'from' the"
                            + " last 7 days before 'to' are searched; what waits, what is dead and a single event id are found"
                            + " whatever their age. A page ends after 50,000 events were looked at: it may hold fewer than 'limit',"
                            + " even none, and still have a 'nextCursor'.")
    @GetMapping
    Page<WebhookSearch.EventEntry> find(
            @RequestParam(required = false)
                    @Pattern(regexp = InboxFilter.PROVIDER, message = InboxFilter.PROVIDER_RULE)
                    @Nullable
                    String provider,
            @RequestParam(required = false)
                    @Size(max = 200)
                    @Pattern(regexp = InboxFilter.TYPE, message = InboxFilter.TYPE_RULE)
                    @Nullable
                    String type,
            @RequestParam(required = false)
                    @Pattern(regexp = InboxFilter.STATE, message = InboxFilter.STATE_RULE)
                    @Nullable
                    String state,
            @RequestParam(required = false)
                    @Size(max = 500)
                    @Pattern(regexp = InboxFilter.PRINTABLE, message = InboxFilter.PRINTABLE_RULE)
                    @Nullable
                    String subject,
            @RequestParam(required = false)
                    @Size(max = 500)
                    @Pattern(regexp = InboxFilter.PRINTABLE, message = InboxFilter.PRINTABLE_RULE)
                    @Nullable
                    String eventId,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        InboxFilter.checkTimes("", from, to);
        var filter = new WebhookSearch.Filter(
                InboxFilter.provider(provider),
                InboxFilter.type(type),
                InboxFilter.state(state),
                subject,
                eventId,
                from,
                to);
        return search.find(filter, Cursor.decode(cursor), limit);
    }

    @Operation(summary = "Everything about one event, its attempts included")
    @GetMapping("/{id}")
    WebhookLookup.EventDetail get(@PathVariable long id) {
        return lookup.find(id);
    }

    @Operation(summary = "The body as it was signed", description = "It may hold personal data: reading it is audited.")
    @GetMapping(path = "/{id}/payload", produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] payload(@AuthenticationPrincipal CurrentUser admin, @PathVariable long id) {
        return lookup.payload(id, admin.id());
    }

    @Operation(
            summary = "Have one event handled again",
            description =
                    "One that is dead, or one that was handled; with all attempts before it, and the first is due at"
                            + " once. 409 where it waits anyway.")
    @PostMapping("/{id}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    WebhookLookup.EventDetail replay(@AuthenticationPrincipal CurrentUser admin, @PathVariable long id) {
        replay.replay(id, admin.id());
        return lookup.find(id);
    }

    @Operation(
            summary = "Decide that a dead event is not needed",
            description = "Its state becomes 'discarded'. It can still be replayed as long as its body is kept.")
    @PostMapping(path = "/{id}/discard", consumes = MediaType.APPLICATION_JSON_VALUE)
    WebhookLookup.EventDetail discard(
            @AuthenticationPrincipal CurrentUser admin,
            @PathVariable long id,
            @Valid @RequestBody DiscardRequest body) {
        replay.discard(id, body.reason(), admin.id());
        return lookup.find(id);
    }
}

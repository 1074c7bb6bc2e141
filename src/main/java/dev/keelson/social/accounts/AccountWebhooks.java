package dev.keelson.social.accounts;

import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.social.accounts.Account.Signal;
import dev.keelson.social.networks.Platform;
import dev.keelson.webhooks.NonRetryableWebhookException;
import dev.keelson.webhooks.WebhookEvent;
import dev.keelson.webhooks.WebhookEvent.Fetched;
import dev.keelson.webhooks.WebhookHandler;
import dev.keelson.webhooks.WebhookOutcome;
import dev.keelson.webhooks.WebhookProvider;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Ayrshare's {@code social} events: an account was linked, unlinked, or has to be linked again soon. The event says why; what
 * is linked is asked for, because events come in any order.
 */
@Component
public class AccountWebhooks implements WebhookHandler {
    private final ProfileStore profiles;
    private final LinkedAccounts accounts;
    private final AyrshareApiClient ayrshare;

    AccountWebhooks(ProfileStore profiles, LinkedAccounts accounts, AyrshareApiClient ayrshare) {
        this.profiles = profiles;
        this.accounts = accounts;
        this.ayrshare = ayrshare;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.AYRSHARE;
    }

    @Override
    public Set<String> types() {
        return Set.of("social");
    }

    @Override
    public WebhookOutcome handle(WebhookEvent event) {
        var profile = profile(event);
        if (profile.isEmpty()) {
            return WebhookOutcome.IGNORED;
        }
        return event.fetchedObject()
                .map(fetched -> apply(event, profile.get(), fetched))
                .orElse(WebhookOutcome.FETCH_FIRST);
    }

    @Override
    public String fetchKey(WebhookEvent event) {
        return event.payload().path("refId").asString("");
    }

    @Override
    public JsonNode fetch(WebhookEvent event) {
        return ayrshare.user(profile(event).orElseThrow().activeKey());
    }

    private WebhookOutcome apply(WebhookEvent event, Profile profile, Fetched fetched) {
        var user = profile.user();
        boolean newest = accounts.listed(user, AyrshareApiClient.linkedAccounts(fetched.object()), fetched.at());
        var platform = Platform.of(event.payload().path("platform").asString(""));
        var signal = signal(event.payload());
        boolean told = platform.isPresent()
                && signal.isPresent()
                && accounts.signalled(
                        user, platform.get(), signal.get(), event.occurredAt(), relinkBy(event.payload()));
        if (newest || told) {
            accounts.settle(user);
        }
        return newest || told ? WebhookOutcome.APPLIED : WebhookOutcome.SUPERSEDED;
    }

    private Optional<Profile> profile(WebhookEvent event) {
        String refId = event.payload().path("refId").asString("");
        if (refId.isEmpty()) {
            throw new NonRetryableWebhookException("a social event without refId");
        }
        return profiles.findByRefId(refId).filter(profile -> profile.state() == Profile.State.ACTIVE);
    }

    private static Optional<Signal> signal(JsonNode payload) {
        return switch (payload.path("type").asString("")) {
            case "link" -> Optional.of(Signal.LINKED);
            case "refresh" -> Optional.of(Signal.EXPIRING);
            case "unlink" ->
                Optional.of(payload.path("source").asString("").equals("system") ? Signal.DROPPED : Signal.UNLINKED);
            default -> Optional.empty();
        };
    }

    private static @Nullable Instant relinkBy(JsonNode payload) {
        try {
            String text = payload.path("refreshBy").asString("");
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            // Better without a date than not told at all.
            return null;
        }
    }
}

package dev.keelson.social.analytics;

import dev.keelson.clients.Answer;
import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.shared.RetryLater;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.Account;
import dev.keelson.social.accounts.LinkedAccounts;
import dev.keelson.social.accounts.Profile;
import dev.keelson.social.accounts.Profiles;
import dev.keelson.social.networks.Platform;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Asks once a day how each user's linked accounts do: one call for all of a user's networks. */
@Component
class CollectAccounts {
    private static final Logger log = LoggerFactory.getLogger(CollectAccounts.class);

    private final DueAccounts due;
    private final Profiles profiles;
    private final LinkedAccounts accounts;
    private final AyrshareApiClient ayrshare;
    private final AnswerReader reader;
    private final XBudget x;
    private final AnalyticsSettings settings;
    private final InstantSource clock;

    CollectAccounts(
            DueAccounts due,
            Profiles profiles,
            LinkedAccounts accounts,
            AyrshareApiClient ayrshare,
            AnswerReader reader,
            XBudget x,
            AnalyticsSettings settings,
            InstantSource clock) {
        this.due = due;
        this.profiles = profiles;
        this.accounts = accounts;
        this.ayrshare = ayrshare;
        this.reader = reader;
        this.x = x;
        this.settings = settings;
        this.clock = clock;
    }

    void run(BooleanSupplier stop) {
        due.adopt();
        List<DueAccounts.Due> taken;
        do {
            taken = due.claim();
            for (var one : taken) {
                if (stop.getAsBoolean()) {
                    // The rest comes again when its time is over.
                    return;
                }
                collect(one);
            }
        } while (taken.size() == settings.batch());
    }

    private void collect(DueAccounts.Due one) {
        var profile = profiles.active(one.user());
        var platforms = platforms(one.user());
        if (profile.isEmpty() || platforms.isEmpty()) {
            due.done(one);
            return;
        }
        try {
            ask(profile.get(), platforms);
            due.done(one);
        } catch (ApiException e) {
            log.info("account_analytics=not_told user={} {}", one.user(), e.failure());
            if (e instanceof RetryLater limited) {
                due.later(one, limited.retryAfter());
            } else {
                due.failed(one);
            }
        }
    }

    /** Those that tell something and are linked; X only while there is something left of its own limit. */
    private List<Platform> platforms(UserId user) {
        var linked = new ArrayList<>(accounts.of(user).stream()
                .filter(account -> account.state() != Account.LinkState.UNLINKED)
                .map(Account::platform)
                .filter(AccountNumbers.networks()::contains)
                .toList());
        if (linked.contains(Platform.X) && x.take(1, settings.xCallsForCollection(), clock.instant()) == 0) {
            linked.remove(Platform.X);
        }
        return linked;
    }

    private void ask(Profile profile, List<Platform> platforms) {
        Answer<JsonNode> answer = ayrshare.accountAnalytics(
                profile.activeKey(),
                platforms.stream().map(Platform::ayrshareName).toList());
        for (Platform platform : platforms) {
            JsonNode analytics = answer.value().path(platform.ayrshareName()).path("analytics");
            // What is missing of some networks does not take away the others.
            if (analytics.isObject()) {
                AccountNumbers.on(platform)
                        .ifPresent(names -> due.told(
                                profile.user(), platform, names, analytics, reader.own(analytics), answer.asOf()));
            }
        }
    }
}

package dev.keelson.social.analytics;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.social.accounts.Profile;
import dev.keelson.social.accounts.Profiles;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Asks for one target's numbers. Never inside a transaction. */
@Component
class AskAyrshare {
    private static final Logger log = LoggerFactory.getLogger(AskAyrshare.class);
    /** Whose post was found without its id may learn it yet. */
    private static final Duration UNTIL_ID_IS_KNOWN = Duration.ofHours(6);

    private final Profiles profiles;
    private final AyrshareApiClient ayrshare;
    private final AnswerReader reader;
    private final InstantSource clock;

    AskAyrshare(Profiles profiles, AyrshareApiClient ayrshare, AnswerReader reader, InstantSource clock) {
        this.profiles = profiles;
        this.ayrshare = ayrshare;
        this.reader = reader;
        this.clock = clock;
    }

    Told about(Ask ask) {
        Instant now = clock.instant();
        if (ask.deleted()) {
            return new Told.Stop(MetricState.FAILED, MetricReason.POST_DELETED);
        }
        if (ask.story() && !now.isBefore(ask.publishedAt().plus(NetworkMetrics.STORY_LIFE))) {
            return new Told.Stop(MetricState.EXPIRED, MetricReason.STORY_EXPIRED);
        }
        String id = ask.ayrshareId();
        if (id == null) {
            return new Told.Later(MetricReason.NOT_FOUND, UNTIL_ID_IS_KNOWN, true);
        }
        return profiles.active(ask.user())
                .map(profile -> told(profile, ask, id))
                .orElseGet(() -> new Told.Stop(MetricState.FAILED, MetricReason.NO_PROFILE));
    }

    private Told told(Profile profile, Ask ask, String id) {
        try {
            var answer = ayrshare.postAnalytics(profile.activeKey(), id);
            return reader.numbers(ask, answer, clock.instant());
        } catch (ApiException e) {
            var told = reader.failure(ask, e);
            log.debug(
                    "analytics=not_told target={} platform={} {}",
                    ask.target(),
                    ask.platform().id(),
                    e.failure());
            return told;
        }
    }
}

package dev.keelson.social.analytics;

import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import dev.keelson.social.networks.Platform;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Asks for a post's numbers now, because its user wants to see them: what is fresh is not asked again. */
@Component
class RefreshPostAnalytics {
    /** No user waits longer; what is left then is asked in the background. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration X_WAITS = Duration.ofHours(1);

    private final ReadPostAnalytics read;
    private final MetricsStore store;
    private final AskAyrshare ayrshare;
    private final XBudget x;
    private final AnalyticsSettings settings;
    private final InstantSource clock;

    RefreshPostAnalytics(
            ReadPostAnalytics read,
            MetricsStore store,
            AskAyrshare ayrshare,
            XBudget x,
            AnalyticsSettings settings,
            InstantSource clock) {
        this.read = read;
        this.store = store;
        this.ayrshare = ayrshare;
        this.x = x;
        this.settings = settings;
        this.clock = clock;
    }

    /** @throws ProblemException where nothing could be asked, because the limit is used up */
    PostAnalytics run(UserId user, UUID post) {
        read.require(user, post);
        List<Told> answers = ask(read.targets(post));
        var without = answers.stream().map(RefreshPostAnalytics::withoutBudget).toList();
        if (!answers.isEmpty() && without.stream().allMatch(Optional::isPresent)) {
            throw spent(without.stream()
                    .flatMap(Optional::stream)
                    .min(Duration::compareTo)
                    .orElse(X_WAITS));
        }
        return read.of(user, post);
    }

    private List<Told> ask(List<UUID> targets) {
        Instant until = clock.instant().plus(PATIENCE);
        List<Told> answers = new ArrayList<>();
        for (UUID target : targets) {
            var lent = store.lend(target);
            if (lent.isEmpty()) {
                continue;
            }
            Ask ask = lent.get();
            if (clock.instant().isAfter(until)) {
                store.giveBack(ask, Duration.ZERO);
                continue;
            }
            Told told = asked(ask);
            store.note(ask, told);
            answers.add(told);
            if (told instanceof Told.NoTurn) {
                break;
            }
        }
        return answers;
    }

    private Told asked(Ask ask) {
        if (ask.platform() == Platform.X && x.take(1, settings.xCallsADay(), clock.instant()) == 0) {
            return Told.Later.in(X_WAITS, MetricReason.NO_BUDGET);
        }
        return ayrshare.about(ask);
    }

    private static Optional<Duration> withoutBudget(Told told) {
        return switch (told) {
            case Told.NoTurn(MetricReason reason, Duration pause)
            when reason == MetricReason.NO_BUDGET -> Optional.of(pause);
            case Told.Later later when later.reason() == MetricReason.NO_BUDGET -> Optional.ofNullable(later.pause());
            case Told.NoTurn _, Told.Later _, Told.Numbers _, Told.Stop _ -> Optional.empty();
        };
    }

    private static ProblemException spent(Duration pause) {
        return new ProblemException(
                Problem.of(AnalyticsProblem.ANALYTICS_BUDGET_SPENT, "No more analytics can be asked for at present.")
                        .retryAfter(pause));
    }
}

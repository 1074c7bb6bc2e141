package dev.keelson.auth;

import dev.keelson.auth.Erasures.Entry;
import dev.keelson.auth.Erasures.Status;
import dev.keelson.auth.Erasures.StepState;
import dev.keelson.clients.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Does an erasure's steps until each has been done, pass after pass. What has been done is stored after each step, so that it
 * goes on from there after a failure or a crash, on whichever node; a step of which that could not be stored is done again.
 */
@Component
class RunErasure {
    private static final Logger log = LoggerFactory.getLogger(RunErasure.class);

    private final Erasures erasures;
    private final List<ErasureStep> steps;
    private final PrivacySettings.Erasing settings;
    private final InstantSource clock;

    RunErasure(Erasures erasures, List<ErasureStep> steps, PrivacySettings settings, InstantSource clock) {
        this.erasures = erasures;
        this.steps = steps.stream()
                .sorted(Comparator.comparing(ErasureStep::phase).thenComparing(ErasureStep::name))
                .toList();
        this.settings = settings.erasure();
        this.clock = clock;
    }

    /** @return when it has to be run again, nothing when it is completed */
    Optional<Instant> run(UUID id) {
        return erasures.find(id)
                .filter(entry -> entry.status() != Status.COMPLETED)
                .flatMap(this::run);
    }

    private Optional<Instant> run(Entry entry) {
        var due = dueAt(entry);
        if (clock.instant().isBefore(due)) {
            return Optional.of(due);
        }
        var erasure = new Erasure(
                entry.id(),
                entry.user(),
                entry.clerkId(),
                erasures.rememberNames(entry.id(), entry.user()),
                entry.requestedAt(),
                entry.pass(),
                entry.pass() >= settings.passesAfter().size());
        Optional<Duration> pause = doSteps(erasure);
        if (pause.isPresent()) {
            return Optional.of(clock.instant().plus(pause.get()));
        }
        if (erasure.last()) {
            erasures.complete(erasure);
            log.info("erasure=completed user={}", entry.user());
            return Optional.empty();
        }
        erasures.passed(erasure);
        log.info("erasure=pass_done user={} pass={}", entry.user(), entry.pass());
        return erasures.find(entry.id()).map(this::dueAt);
    }

    private Instant dueAt(Entry entry) {
        int index = Math.min(entry.pass(), settings.passesAfter().size()) - 1;
        if (entry.erasedAt() == null) {
            return entry.requestedAt();
        }
        return index < 0
                ? entry.erasedAt()
                : entry.erasedAt().plus(settings.passesAfter().get(index));
    }

    /** @return how long to wait before what failed is tried again, nothing where all are done */
    private Optional<Duration> doSteps(Erasure erasure) {
        Set<String> done = erasures.steps(erasure.id()).stream()
                .filter(state -> state.pass() == erasure.pass() && state.finishedAt() != null)
                .map(StepState::step)
                .collect(Collectors.toSet());
        return steps.stream()
                .filter(step -> !done.contains(step.name()))
                .map(step -> attempt(erasure, step))
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    private Optional<Duration> attempt(Erasure erasure, ErasureStep step) {
        int attempts = erasures.begin(erasure, step.name());
        try {
            step.erase(erasure);
            erasures.finished(erasure, step.name());
            return Optional.empty();
        } catch (RuntimeException e) {
            String error = kind(e);
            erasures.failed(erasure, step.name(), error);
            log.warn(
                    "erasure=step_failed user={} step={} attempts={} cause=\"{}\"",
                    erasure.user(),
                    step.name(),
                    attempts,
                    error);
            return Optional.of(settings.pauseAfter(attempts));
        }
    }

    /** Without the message, which might repeat what is being erased. */
    private static String kind(RuntimeException e) {
        return e instanceof ApiException api
                ? "%s: %s %d"
                        .formatted(
                                e.getClass().getSimpleName(),
                                api.failure().operation(),
                                api.failure().status())
                : e.getClass().getSimpleName();
    }
}

package dev.keelson.billing;

import dev.keelson.billing.Commands.Command;
import dev.keelson.clients.ApiException;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.Problem;
import dev.keelson.shared.ProblemException;
import dev.keelson.shared.UserId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * Carries a command out, whoever began it, so that Stripe does it once.
 *
 * <p>While Stripe knows the idempotency key, repeating the same request under it is how Stripe wants to be asked for the outcome
 * of the first (<a href="https://docs.stripe.com/error-low-level">low-level error handling</a>). Where the key may be forgotten,
 * was used with something else, or its stored answer is a failure, what the command made is looked for by the command's id that
 * everything made carries, or by the state that it was to bring about. Only when nothing is found, and nothing can be on its way
 * any more, is a command given up and may another one be made.
 */
@Component
class RunCommand {
    /** What was made before may have to be closed first, and may end meanwhile. */
    private static final int ROUNDS = 4;

    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private final Commands commands;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    /** Looked up late: who defines an operation also uses this. */
    private final ObjectProvider<Operation> operations;

    RunCommand(
            Commands commands,
            TransactionTemplate transaction,
            InstantSource clock,
            ObjectProvider<Operation> operations) {
        this.commands = commands;
        this.transaction = transaction;
        this.clock = clock;
        this.operations = operations;
    }

    /**
     * Something that a user wants.
     *
     * @param user whose customer it is about; null where that is nobody here
     * @param operation does it
     * @param subject what at most one is wanted of at a time
     * @param request what decides whether another wish is the same
     * @param lifetime how long what is made can be used
     * @param key the caller's, where the same may be wanted twice and only a key tells whether it is; null where it may not
     * @param call asks Stripe; {@link Operation#send} unless something belongs to it that must not be stored
     */
    record Wish(
            @Nullable UserId user,
            Operation operation,
            String subject,
            Object request,
            Duration lifetime,
            @Nullable String key,
            Function<Command, JsonNode> call) {
        static Wish of(UserId user, Operation operation, String subject, Object request) {
            return new Wish(user, operation, subject, request, Duration.ofHours(23), null, operation::send);
        }

        Wish livingFor(Duration time) {
            return new Wish(user, operation, subject, request, time, key, call);
        }

        Wish calling(Function<Command, JsonNode> other) {
            return new Wish(user, operation, subject, request, lifetime, key, other);
        }
    }

    /** @param answer what Stripe says of what was made or changed; may hold secrets, which are not stored */
    record Done(Command command, JsonNode answer) {}

    Done run(Wish wish) {
        return run(wish, () -> {});
    }

    /** @param check throws where the wish must not be granted; asked again when nobody else can be granted it at the same time */
    Done run(Wish wish, Runnable check) {
        var asked = commands.stored(wish.request());
        for (int round = 0; round < ROUNDS; round++) {
            var earlier = Optional.ofNullable(wish.key()).flatMap(commands::finished);
            if (earlier.isPresent()) {
                return new Done(
                        earlier.get(),
                        wish.operation()
                                .read(Objects.requireNonNull(earlier.get().stripeId())));
            }
            var claimed = commands.claim(wish, asked);
            if (claimed.isPresent()) {
                var done = carryOut(wish, asked, claimed.get(), check);
                if (done.isPresent()) {
                    return done.get();
                }
            }
        }
        throw CommonProblem.CONFLICT.because("Something else was asked for at the same time.");
    }

    /** Empty where the command has come to an end and another one may be written. */
    private Optional<Done> carryOut(Wish wish, JsonNode asked, Command command, Runnable check) {
        if (command.isNew()) {
            checkOrClose(command, check);
        }
        var operation = operation(command.kind());
        boolean same =
                command.kind() == wish.operation().kind() && command.request().equals(asked);
        var found = command.isOpen()
                ? current(operation, command)
                : outcome(operation, command, same ? wish.call() : operation::send, same);
        if (found.isEmpty()) {
            commands.close(command);
            return Optional.empty();
        }
        var made = found.get();
        boolean usable = operation.isUsable(made);
        if (same && (usable || !command.isOpen())) {
            return Optional.of(new Done(command, made));
        }
        if (usable) {
            operation.abandon(command, made);
        } else if (command.isOpen()) {
            operation.whenUsed(made);
        }
        commands.close(command);
        return Optional.empty();
    }

    private void checkOrClose(Command command, Runnable check) {
        try {
            check.run();
        } catch (RuntimeException e) {
            commands.close(command);
            throw e;
        }
    }

    /** What an open command made; empty where that is gone. */
    Optional<JsonNode> current(Operation operation, Command command) {
        try {
            return Optional.ofNullable(command.stripeId()).map(operation::read);
        } catch (ApiException.NotFound e) {
            if (!isStripesWord(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** What became of a pending command; empty where nothing did, and nothing will. */
    private Optional<JsonNode> outcome(
            Operation operation, Command command, Function<Command, JsonNode> call, boolean same) {
        boolean sendable = !command.keyMayBeForgotten(clock.instant()) && (same || operation.onlyPrepares());
        if (sendable) {
            return Optional.of(send(operation, command, call));
        }
        var found = lookFor(operation, command);
        if (found.isEmpty() && mayStillArrive(operation, command)) {
            throw inProgress();
        }
        return found;
    }

    JsonNode send(Operation operation, Command command, Function<Command, JsonNode> call) {
        if (!command.isNew()) {
            commands.touch(command);
        }
        Instant at = clock.instant();
        JsonNode answer;
        try {
            answer = call.apply(command);
        } catch (ApiException.Conflict e) {
            // Either Stripe is working on it at this moment, or the key was used with other parameters: it came, once.
            boolean isRunning = e.failure().status() == HttpStatus.CONFLICT.value();
            return (isRunning ? Optional.<JsonNode>empty() : lookFor(operation, command))
                    .orElseThrow(RunCommand::inProgress);
        } catch (ApiException.Refused e) {
            return foundAfter(e, operation, command, isFinal(e));
        } catch (ApiException.NotFound e) {
            return foundAfter(e, operation, command, isStripesWord(e));
        } catch (ApiException.Unavailable e) {
            // Stripe keeps a failure as the key's answer: asked under it, it would never say anything else.
            return foundAfter(e, operation, command, false);
        }
        if (!command.isNew()) {
            at = clock.instant();
            answer = operation.read(StripeJson.required(answer, "id"));
        }
        settle(operation, command, answer, at);
        return answer;
    }

    /** Of a repetition: a refusal may be the consequence of the first time's success. */
    private JsonNode foundAfter(ApiException e, Operation operation, Command command, boolean isOver) {
        var found = command.isNew() ? Optional.<JsonNode>empty() : lookFor(operation, command);
        if (found.isPresent()) {
            return found.get();
        }
        if (isOver) {
            commands.close(command);
        }
        throw e;
    }

    /** Stripe answers a request that was not valid, or whose card was declined, once and for all: nothing was made. */
    private static boolean isFinal(ApiException.Refused e) {
        int status = e.failure().status();
        return status == HttpStatus.BAD_REQUEST.value() || status == HttpStatus.PAYMENT_REQUIRED.value();
    }

    /** And not that of something on the way. */
    private static boolean isStripesWord(ApiException.NotFound e) {
        return e.failure().vendorCode() != null;
    }

    /** What a command has brought about, stored; empty where there is nothing of it at Stripe. */
    Optional<JsonNode> lookFor(Operation operation, Command command) {
        Instant at = clock.instant();
        var found = operation.find(command);
        found.ifPresent(made -> settle(operation, command, made, at));
        return found;
    }

    boolean mayStillArrive(Operation operation, Command command) {
        return command.touchedAt().plus(operation.mayArriveFor()).isAfter(clock.instant());
    }

    Operation operation(Commands.Kind kind) {
        return operations.stream()
                .filter(operation -> operation.kind() == kind)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody does " + kind));
    }

    private void settle(Operation operation, Command command, JsonNode answer, Instant at) {
        transaction.executeWithoutResult(_ -> {
            operation.store(command, answer, at);
            String id = StripeJson.required(answer, "id");
            boolean isFirst = operation.isUsable(answer) ? commands.opened(command, id) : commands.done(command, id);
            if (isFirst) {
                operation.record(command, answer);
            }
        });
    }

    private static RuntimeException inProgress() {
        return new ProblemException(
                Problem.of(BillingProblem.ALREADY_IN_PROGRESS, "The outcome of the first request is not known yet.")
                        .retryAfter(A_MOMENT));
    }
}

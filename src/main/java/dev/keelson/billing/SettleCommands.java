package dev.keelson.billing;

import dev.keelson.billing.Commands.Command;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Finds out what became of the commands that nobody came back for, so that no outcome stays unknown. Stripe is asked first. What
 * it knows nothing of is sent again while it is fresh: its user was told to look in a minute whether it took effect. Later it is
 * given up, but not before it is certain that nothing came of it: nobody is made to pay for what they asked for an hour ago.
 */
@Component
class SettleCommands {
    private static final Logger log = LoggerFactory.getLogger(SettleCommands.class);

    /** Longer than anybody who is working on a command waits for Stripe. */
    private static final Duration NEGLECTED = Duration.ofMinutes(1);

    /** How often it is tried to end what its time is over for: a bank may take days to answer. */
    private static final Duration OVERDUE = Duration.ofHours(1);

    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final int BATCH = 100;

    private final Commands commands;
    private final RunCommand run;
    private final InstantSource clock;

    SettleCommands(Commands commands, RunCommand run, InstantSource clock) {
        this.commands = commands;
        this.run = run;
        this.clock = clock;
    }

    void settleAll() {
        Instant now = clock.instant();
        for (Command command : commands.neglected(now.minus(NEGLECTED), now.minus(OVERDUE), BATCH)) {
            try {
                settle(command);
            } catch (RuntimeException e) {
                // Whatever it is: the ones behind it must have their turn.
                log.warn(
                        "billing=command_unsettled command={} kind={} reason=\"{}\"",
                        command.id(),
                        command.kind(),
                        e.getMessage());
                commands.touch(command);
            }
        }
    }

    void settle(Command command) {
        var operation = run.operation(command.kind());
        if (command.isOpen()) {
            end(operation, command);
        } else if (run.lookFor(operation, command).isPresent()) {
            log.info("billing=command_settled outcome=found command={} kind={}", command.id(), command.kind());
        } else if (operation.isRepeatable() && isFresh(command)) {
            run.send(operation, command, operation::send);
            log.info("billing=command_settled outcome=sent command={} kind={}", command.id(), command.kind());
        } else if (!run.mayStillArrive(operation, command)) {
            commands.close(command);
            log.info("billing=command_settled outcome=nothing command={} kind={}", command.id(), command.kind());
        }
    }

    private boolean isFresh(Command command) {
        return command.createdAt().plus(FRESH).isAfter(clock.instant());
    }

    /** What nobody has used in its time must not be used later, when it may have been asked for anew. */
    private void end(Operation operation, Command command) {
        run.current(operation, command).filter(operation::isUsable).ifPresent(made -> operation.abandon(command, made));
        commands.close(command);
    }
}

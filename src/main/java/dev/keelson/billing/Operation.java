package dev.keelson.billing;

import dev.keelson.billing.Commands.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a kind of command does at Stripe. {@link RunCommand} calls it, and {@link SettleCommands} for commands that nobody came
 * back for: therefore all of it must follow from the command as it is stored.
 */
interface Operation {
    Commands.Kind kind();

    /** Asks Stripe under the command's key: the same request each time, so that it takes effect once. */
    JsonNode send(Command command);

    /** What the command has made or changed, if it has: asked of Stripe without doing anything. */
    Optional<JsonNode> find(Command command);

    /** Stores here what Stripe answered; in the transaction that notes the outcome. May be called again. */
    void store(Command command, JsonNode answer, Instant askedAt);

    /** Records, in the same transaction and once, that it was done. */
    void record(Command command, JsonNode answer);

    /**
     * What a command made or changed, as it is now: the answer that Stripe keeps for a key is as old as its first request.
     *
     * @param id Stripe's, of the object that {@link #send} answered
     */
    JsonNode read(String id);

    /** Whether what was made waits to be used, so that asking again has to show it and not to make another. */
    default boolean isUsable(JsonNode made) {
        return false;
    }

    /**
     * What was made is no longer usable, and the same is asked for again.
     *
     * @throws dev.keelson.shared.ProblemException where that must not be made again
     */
    default void whenUsed(JsonNode made) {}

    /**
     * Makes what was made unusable, because something else is wanted in its place.
     *
     * @throws dev.keelson.shared.ProblemException where only the user may decide that
     */
    default void abandon(Command command, JsonNode made) {}

    /** Whether sending it does no more than prepare: no money moves and nothing changes hands until somebody confirms. */
    default boolean onlyPrepares() {
        return false;
    }

    /** Whether the request can be sent from what is stored of it. */
    default boolean isRepeatable() {
        return true;
    }

    /** How long after its sending a request may still take effect, although we have long stopped waiting. */
    default Duration mayArriveFor() {
        return Duration.ofMinutes(5);
    }
}

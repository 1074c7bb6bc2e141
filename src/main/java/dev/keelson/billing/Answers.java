package dev.keelson.billing;

import dev.keelson.billing.Commands.Command;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Stripe answers to calls of ours: stored like what its events tell, and found again by the command that it came of. */
@Component
class Answers {
    /** Far more than the clocks of Stripe and ours differ by. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(10);

    /** Shown as whole objects where we asked for that; events show their ids. */
    private static final Set<String> EXPANDED = Set.of("latest_invoice", "pending_setup_intent", "latest_charge");

    private final StripeApiClient stripe;
    private final Mirror mirror;
    private final MirroredObjects mirrored;
    private final Customers customers;
    private final Subscriptions subscriptions;
    private final Invoices invoices;

    Answers(
            StripeApiClient stripe,
            Mirror mirror,
            MirroredObjects mirrored,
            Customers customers,
            Subscriptions subscriptions,
            Invoices invoices) {
        this.stripe = stripe;
        this.mirror = mirror;
        this.mirrored = mirrored;
        this.customers = customers;
        this.subscriptions = subscriptions;
        this.invoices = invoices;
    }

    /** In a transaction. */
    void store(MirrorTable table, JsonNode answer, Instant askedAt) {
        mirror.adopt(table, asEventsShowIt(answer), askedAt, 0, writer(table));
    }

    /** The object of this kind that the command has made. */
    Optional<JsonNode> madeBy(Command command, StripeObjectType type, Map<String, String> among) {
        return madeSince(command, type, among, Commands.COMMAND_ID, command.id().toString());
    }

    /** The object of this kind that was made since the command was written, with this in its metadata. */
    Optional<JsonNode> madeSince(
            Command command, StripeObjectType type, Map<String, String> among, String metadata, String value) {
        return stripe.listSince(type, among, command.createdAt().minus(CLOCK_TOLERANCE)).stream()
                .filter(made -> value.equals(StripeJson.text(made.path("metadata"), metadata)))
                .findFirst();
    }

    private Consumer<Snapshot> writer(MirrorTable table) {
        return switch (table) {
            case CUSTOMERS -> customers::write;
            case SUBSCRIPTIONS -> subscriptions::write;
            case INVOICES -> invoices::write;
            default -> mirrored.writer(table);
        };
    }

    private static JsonNode asEventsShowIt(JsonNode answer) {
        var copy = (ObjectNode) answer.deepCopy();
        for (String field : EXPANDED) {
            if (copy.path(field).isObject()) {
                copy.put(field, StripeJson.id(copy, field));
            }
        }
        return copy;
    }
}

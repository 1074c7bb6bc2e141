package dev.keelson.billing;

import com.stripe.param.CustomerUpdateParams;
import dev.keelson.audit.AuditLog;
import dev.keelson.billing.Commands.Command;
import dev.keelson.billing.Customers.Customer;
import dev.keelson.billing.RunCommand.Wish;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Changes what invoices say of a customer and where they are sent. Name and address are persons' and therefore not written down
 * with the command: whether it was done is seen from the command's id at the customer, and what was not done has to be asked for
 * again.
 */
@Component
class ChangeCustomer implements Operation {
    private final Customers customers;
    private final RunCommand run;
    private final Commands commands;
    private final StripeApiClient stripe;
    private final Answers answers;
    private final AuditLog audit;
    private final IdGenerator ids;

    ChangeCustomer(
            Customers customers,
            RunCommand run,
            Commands commands,
            StripeApiClient stripe,
            Answers answers,
            AuditLog audit,
            IdGenerator ids) {
        this.customers = customers;
        this.run = run;
        this.commands = commands;
        this.stripe = stripe;
        this.answers = answers;
        this.audit = audit;
        this.ids = ids;
    }

    /** @param wish another one each time: which of two says the same is not written down */
    record Request(String customer, UUID wish) {}

    /** Null is left as it is. */
    record Change(@Nullable String name, @Nullable String email) {}

    Customer apply(UserId user, Change change) {
        var customer = find(user);
        run.run(Wish.of(user, this, customer.stripeId(), new Request(customer.stripeId(), ids.next()))
                .calling(command ->
                        stripe.updateCustomer(customer.stripeId(), params(change, command), command.idempotencyKey())));
        return find(user);
    }

    private Customer find(UserId user) {
        return customers
                .find(user)
                .orElseThrow(() -> BillingProblem.NO_CUSTOMER.because("You have not bought anything yet."));
    }

    private static CustomerUpdateParams params(Change change, Command command) {
        var params = CustomerUpdateParams.builder()
                .putMetadata(Commands.COMMAND_ID, command.id().toString());
        if (change.name() != null) {
            params.setName(change.name());
        }
        if (change.email() != null) {
            params.setEmail(change.email());
        }
        return params.build();
    }

    @Override
    public Commands.Kind kind() {
        return Commands.Kind.CHANGE_CUSTOMER;
    }

    @Override
    public JsonNode send(Command command) {
        throw new IllegalStateException("what to send is not stored");
    }

    @Override
    public Optional<JsonNode> find(Command command) {
        return Optional.of(read(commands.request(command, Request.class).customer()))
                .filter(customer -> command.id()
                        .toString()
                        .equals(StripeJson.text(customer.path("metadata"), Commands.COMMAND_ID)));
    }

    @Override
    public JsonNode read(String id) {
        return stripe.retrieve(StripeObjectType.CUSTOMER, id);
    }

    @Override
    public void store(Command command, JsonNode answer, Instant askedAt) {
        answers.store(MirrorTable.CUSTOMERS, answer, askedAt);
    }

    @Override
    public void record(Command command, JsonNode answer) {
        audit.record(command.user(), "billing_customer.changed", StripeJson.required(answer, "id"), Map.of());
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    /** Should it arrive later still, it would undo no more than what the same user wrote after it. */
    @Override
    public Duration mayArriveFor() {
        return Duration.ofSeconds(30);
    }
}

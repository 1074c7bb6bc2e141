package dev.keelson.billing;

import com.stripe.param.CustomerCreateParams;
import dev.keelson.audit.AuditLog;
import dev.keelson.auth.UserDirectory;
import dev.keelson.billing.Commands.Command;
import dev.keelson.billing.Customers.Customer;
import dev.keelson.billing.RunCommand.Wish;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Makes a user's Stripe customer where there is none: one, however often and from wherever it is asked for. */
@Component
class EnsureCustomer implements Operation {
    private final Customers customers;
    private final UserDirectory users;
    private final RunCommand run;
    private final StripeApiClient stripe;
    private final Answers answers;
    private final AuditLog audit;

    EnsureCustomer(
            Customers customers,
            UserDirectory users,
            RunCommand run,
            StripeApiClient stripe,
            Answers answers,
            AuditLog audit) {
        this.customers = customers;
        this.users = users;
        this.run = run;
        this.stripe = stripe;
        this.answers = answers;
        this.audit = audit;
    }

    Customer of(UserId user) {
        var existing = customers.find(user);
        if (existing.isPresent()) {
            return existing.get();
        }
        // Who they are is not written down with the command. Where they change it between two tries, Stripe says that
        // the
        // key was used, and the customer is looked for.
        run.run(Wish.of(user, this, "", Map.of()));
        return customers
                .find(user)
                .orElseThrow(() -> CommonProblem.CONFLICT.because("The customer was changed at the same time."));
    }

    @Override
    public Commands.Kind kind() {
        return Commands.Kind.CREATE_CUSTOMER;
    }

    @Override
    public JsonNode send(Command command) {
        UserId user = command.requiredUser();
        var entry = users.find(user)
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("This user does not exist any more."));
        var params = CustomerCreateParams.builder()
                .putMetadata(CustomerObject.USER_ID, user.toString())
                .putMetadata(Commands.COMMAND_ID, command.id().toString());
        if (entry.email() != null) {
            params.setEmail(entry.email());
        }
        if (entry.name() != null) {
            params.setName(entry.name());
        }
        return stripe.createCustomer(params.build(), command.idempotencyKey());
    }

    /** Whoever has made it: one customer of the user is enough. */
    @Override
    public Optional<JsonNode> find(Command command) {
        String user = command.requiredUser().toString();
        return answers.madeSince(command, StripeObjectType.CUSTOMER, Map.of(), CustomerObject.USER_ID, user);
    }

    @Override
    public JsonNode read(String id) {
        return stripe.retrieve(StripeObjectType.CUSTOMER, id);
    }

    @Override
    public void store(Command command, JsonNode answer, Instant askedAt) {
        answers.store(MirrorTable.CUSTOMERS, answer, askedAt);
        customers.linkWaitingFor(command.requiredUser());
    }

    @Override
    public void record(Command command, JsonNode answer) {
        UserId user = command.requiredUser();
        audit.record(
                user,
                "billing_customer.created",
                user.toString(),
                Map.of("customer", StripeJson.required(answer, "id")));
    }

    @Override
    public boolean onlyPrepares() {
        return true;
    }
}

package dev.keelson.billing;

import com.stripe.param.SetupIntentCreateParams;
import dev.keelson.audit.AuditLog;
import dev.keelson.billing.Commands.Command;
import dev.keelson.billing.RunCommand.Wish;
import dev.keelson.clients.stripe.StripeApiClient;
import dev.keelson.clients.stripe.StripeObjectType;
import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Begins to set up a card, or whatever else can be charged later; Stripe.js completes it with the customer. */
@Component
class CreateSetup implements Operation {
    private static final Set<String> UNFINISHED =
            Set.of("requires_payment_method", "requires_confirmation", "requires_action", "processing");

    private final EnsureCustomer customer;
    private final RunCommand run;
    private final Commands commands;
    private final StripeApiClient stripe;
    private final Answers answers;
    private final AuditLog audit;

    CreateSetup(
            EnsureCustomer customer,
            RunCommand run,
            Commands commands,
            StripeApiClient stripe,
            Answers answers,
            AuditLog audit) {
        this.customer = customer;
        this.run = run;
        this.commands = commands;
        this.stripe = stripe;
        this.answers = answers;
        this.audit = audit;
    }

    /** @param customer Stripe's id */
    record Request(String customer) {}

    /**
     * @param command by which it can be read again
     * @param clientSecret with which Stripe.js completes it: never logged, never stored; null where it is over
     */
    record Begun(
            UUID command,
            String stripeId,
            @Nullable String status,
            @Nullable String clientSecret,
            NextStep nextStep) {
        @Override
        public String toString() {
            return "Begun[stripeId=%s, status=%s]".formatted(stripeId, status);
        }
    }

    Begun begin(UserId user) {
        var done = run.run(Wish.of(user, this, "", new Request(customer.of(user).stripeId())));
        return begun(done.command().id(), done.answer());
    }

    /** The set-up of an earlier request, as it is now. */
    Begun again(UserId user, UUID command) {
        return begun(command, read(commands.made(user, command)));
    }

    private static Begun begun(UUID command, JsonNode intent) {
        var next = NextStep.of(intent);
        return new Begun(
                command,
                StripeJson.required(intent, "id"),
                StripeJson.text(intent, "status"),
                next == NextStep.NONE ? null : StripeJson.text(intent, "client_secret"),
                next);
    }

    @Override
    public Commands.Kind kind() {
        return Commands.Kind.CREATE_SETUP;
    }

    @Override
    public JsonNode send(Command command) {
        var params = SetupIntentCreateParams.builder()
                .setCustomer(commands.request(command, Request.class).customer())
                .setUsage(SetupIntentCreateParams.Usage.OFF_SESSION)
                .setAutomaticPaymentMethods(SetupIntentCreateParams.AutomaticPaymentMethods.builder()
                        .setEnabled(true)
                        .build())
                .putMetadata(CustomerObject.USER_ID, command.requiredUser().toString())
                .putMetadata(Commands.COMMAND_ID, command.id().toString());
        return stripe.createSetupIntent(params.build(), command.idempotencyKey());
    }

    @Override
    public Optional<JsonNode> find(Command command) {
        String of = commands.request(command, Request.class).customer();
        return answers.madeBy(command, StripeObjectType.SETUP_INTENT, Map.of("customer", of));
    }

    @Override
    public JsonNode read(String id) {
        return stripe.retrieve(StripeObjectType.SETUP_INTENT, id);
    }

    @Override
    public void store(Command command, JsonNode answer, Instant askedAt) {
        answers.store(MirrorTable.SETUP_INTENTS, answer, askedAt);
    }

    @Override
    public void record(Command command, JsonNode answer) {
        audit.record(command.user(), "payment_method.setup_begun", StripeJson.required(answer, "id"), Map.of());
    }

    @Override
    public boolean isUsable(JsonNode intent) {
        String status = StripeJson.text(intent, "status");
        return status != null && UNFINISHED.contains(status);
    }

    @Override
    public boolean onlyPrepares() {
        return true;
    }
}

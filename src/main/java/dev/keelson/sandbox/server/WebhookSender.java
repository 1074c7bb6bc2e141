package dev.keelson.sandbox.server;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sends webhooks to Keelson: durably, signed, again and again until they are accepted. */
@Component
public class WebhookSender {
    private final DeliveryQueue queue;
    private final WebhookDispatcher dispatcher;
    private final Misbehaviour misbehaviour;
    private final JsonMapper json;
    private final Set<String> vendors;

    WebhookSender(
            DeliveryQueue queue,
            WebhookDispatcher dispatcher,
            Misbehaviour misbehaviour,
            JsonMapper json,
            List<WebhookSigner> signers) {
        this.queue = queue;
        this.dispatcher = dispatcher;
        this.misbehaviour = misbehaviour;
        this.json = json;
        this.vendors = signers.stream().map(WebhookSigner::vendor).collect(Collectors.toSet());
    }

    /**
     * Queues the webhook; within {@link SandboxStore#atomically} it leaves when that work commits. The order in which
     * webhooks arrive is not promised, as with the vendors.
     *
     * @param messageId the id by which the receiver tells a repetition
     * @param type shown in the log; the body carries its own
     */
    public void send(String vendor, String messageId, String type, ObjectNode body) {
        if (!vendors.contains(vendor)) {
            throw new IllegalArgumentException("no WebhookSigner for " + vendor);
        }
        var fate = misbehaviour.nextWebhook(vendor);
        var text = json.writeValueAsString(body);
        queue.add(vendor, messageId, type, text, fate.dropped() ? "dropped" : "waiting", fate.delay());
        if (fate.duplicated() && !fate.dropped()) {
            queue.add(vendor, messageId, type, text, "waiting", fate.delay().plus(Duration.ofMillis(50)));
        }
        wakeDispatcher();
    }

    /** The ids of messages that Keelson has not accepted, or not yet. */
    public Set<String> undelivered(String vendor) {
        return queue.undelivered(vendor);
    }

    private void wakeDispatcher() {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    dispatcher.wake();
                }
            });
        } else {
            dispatcher.wake();
        }
    }
}

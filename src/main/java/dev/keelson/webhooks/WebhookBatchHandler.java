package dev.keelson.webhooks;

import java.util.List;

/**
 * A handler for types that arrive by the thousand: it takes all due events of a slot at once and so saves the database most of
 * its round trips. What it must hold is what {@link WebhookHandler} says, and two things more.
 *
 * <ul>
 *   <li>The result is the same as if the events had been handled one after the other, in their order.
 *   <li>An event that it answers with {@link WebhookOutcome#FETCH_FIRST} has left nothing behind. (What a single handler did
 *       is rolled back; here the others' effects stand.)
 * </ul>
 *
 * <p>Where it throws, nothing of the batch has happened, and the events come again one by one: one that cannot be handled
 * harms only itself.
 */
public interface WebhookBatchHandler extends WebhookHandler {
    /**
     * Applies the events.
     *
     * @param events in the order of their arrival; one object may be in several
     * @return an outcome for each, in the same order
     */
    List<WebhookOutcome> handleAll(List<WebhookEvent> events);

    @Override
    default WebhookOutcome handle(WebhookEvent event) {
        return handleAll(List.of(event)).getFirst();
    }
}

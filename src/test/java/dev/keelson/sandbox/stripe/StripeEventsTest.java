package dev.keelson.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.stripe.exception.StripeException;
import com.stripe.model.Event;
import com.stripe.model.StripeCollection;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.EventListParams;
import dev.keelson.testing.BesideOthers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@BesideOthers
class StripeEventsTest {
    private StripeSandbox stripe;

    @BeforeAll
    void start() {
        stripe = new StripeSandbox();
    }

    @AfterAll
    void stop() {
        stripe.close();
    }

    @Test
    void eventsAfterAKnownOneAreReadInTheOrderThatTheyHappenedIn() throws StripeException {
        var customer = stripe.customer();
        var known = events(EventListParams.builder().setType("customer.created").setLimit(1L))
                .getFirst();
        for (int i = 0; i < 5; i++) {
            rename(customer.getId(), "Name " + i);
        }

        // By hand: the library's own paging knows starting_after only.
        var after = new ArrayList<Event>();
        var page = before(known);
        after.addAll(page.getData().reversed());
        while (page.getHasMore()) {
            page = before(after.getLast());
            after.addAll(page.getData().reversed());
        }

        assertThat(after)
                .extracting(event -> StripeSandbox.read(
                                event.getDataObjectDeserializer().getRawJson())
                        .path("name")
                        .stringValue())
                .containsExactly("Name 0", "Name 1", "Name 2", "Name 3", "Name 4");
    }

    @Test
    void eventsAreFoundByType() throws StripeException {
        stripe.subscribe(stripe.customerWithCard("pm_card_visa"), StripeSandbox.PRO_USD);

        var exact = events(EventListParams.builder().setType("invoice.paid"));
        var wild = events(EventListParams.builder().setType("customer.subscription.*"));
        var several = events(EventListParams.builder()
                .addAllType(List.of("invoice.created", "invoice.finalized"))
                .setLimit(100L));
        var longAgo = events(EventListParams.builder()
                .setCreated(
                        EventListParams.Created.builder().setLt(1_000_000_000L).build()));

        assertThat(exact)
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.getType()).isEqualTo("invoice.paid"));
        assertThat(wild).extracting(Event::getType).contains("customer.subscription.created");
        assertThat(several).extracting(Event::getType).containsOnly("invoice.created", "invoice.finalized");
        assertThat(longAgo).isEmpty();
    }

    @Test
    void undeliveredEventIsFoundUntilItArrives() throws StripeException {
        var customer = stripe.customer();
        stripe.awaitTypes(customer.getId(), "customer.created");
        stripe.post("/control/stripe/misbehaviour", "{\"webhooks\": {\"next\": 1, \"drop\": true}}");
        rename(customer.getId(), "Unheard");

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(events(EventListParams.builder().setDeliverySuccess(false)))
                        .singleElement()
                        .satisfies(event -> {
                            assertThat(event.getType()).isEqualTo("customer.updated");
                            assertThat(event.getPendingWebhooks()).isEqualTo(1);
                        }));
        assertThat(events(EventListParams.builder().setDeliverySuccess(true)))
                .extracting(Event::getType)
                .contains("customer.created");
    }

    @Test
    void eventThatHasArrivedMeanwhileStillSaysWhereAPageBegins() throws StripeException {
        var customer = stripe.customer();
        stripe.awaitTypes(customer.getId(), "customer.created");
        var delivered = events(
                        EventListParams.builder().setType("customer.created").setLimit(1L))
                .getFirst();
        stripe.post("/control/stripe/misbehaviour", "{\"webhooks\": {\"next\": 2, \"drop\": true}}");
        rename(customer.getId(), "Unheard");
        rename(customer.getId(), "Unheard again");

        var missedSince =
                events(EventListParams.builder().setDeliverySuccess(false).setEndingBefore(delivered.getId()));

        assertThat(missedSince).extracting(Event::getType).containsExactly("customer.updated", "customer.updated");
    }

    @Test
    void eventIsForgottenAfterThirtyDays() throws StripeException {
        stripe.customer();
        var event =
                events(EventListParams.builder().setType("customer.created")).getFirst();

        stripe.advance("P31D");

        assertThat(events(EventListParams.builder().setLimit(100L)))
                .extracting(Event::getId)
                .doesNotContain(event.getId());
    }

    private void rename(String customer, String name) throws StripeException {
        stripe.api()
                .v1()
                .customers()
                .update(customer, CustomerUpdateParams.builder().setName(name).build());
    }

    private StripeCollection<Event> before(Event event) throws StripeException {
        return stripe.api()
                .v1()
                .events()
                .list(EventListParams.builder()
                        .setEndingBefore(event.getId())
                        .setLimit(2L)
                        .build());
    }

    private List<Event> events(EventListParams.Builder params) throws StripeException {
        return stripe.api().v1().events().list(params.build()).getData();
    }
}

package dev.keelson.billing;

import dev.keelson.billing.StripeHistory.Entry;
import dev.keelson.shared.UserId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may happen at Stripe around two users beside their subscriptions, made up from a seed: payments that need a second look,
 * fail, are paid, disputed and given back, cards that come and go, Checkouts, coupons of which one may follow another under the
 * same id, codes, discounts, schedules, tax ids and entitlements, of which there may be more than an event shows.
 */
final class PaymentHistory {
    private static final List<String> INTENTS =
            List.of("requires_payment_method", "requires_action", "processing", "succeeded", "canceled");

    private final Random random;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, ObjectNode> alive = new LinkedHashMap<>();
    private final List<String> customers = new ArrayList<>();
    private long millis = StripeObjects.CREATED * 1000;
    private int counter;

    private PaymentHistory(Random random) {
        this.random = random;
    }

    static StripeHistory random(long seed) {
        return new PaymentHistory(new Random(seed)).history();
    }

    private StripeHistory history() {
        newCustomer("cus", StripeHistory.USERS.getFirst());
        newCustomer("other", StripeHistory.USERS.getLast());
        newCoupon();
        // Each kind at least once, and then whatever comes.
        for (int what = 0; what < 11; what++) {
            step(what);
        }
        for (int i = 15 + random.nextInt(15); i > 0; i--) {
            step(random.nextInt(20));
        }
        if (random.nextInt(4) == 0) {
            emit("customer.deleted", Objects.requireNonNull(alive.get(customers.getFirst())));
        }
        return new StripeHistory(List.copyOf(entries));
    }

    private void step(int what) {
        millis += List.of(0L, 0L, 40L, 400L, 1_000L, 30_000L).get(random.nextInt(6));
        switch (what) {
            case 0 -> payment();
            case 1 -> newMethod();
            case 2 -> setup();
            case 3 -> checkout();
            case 4 -> newCode();
            case 5 -> discount();
            case 6 -> schedule();
            case 7 ->
                put(
                        object("tax_id", "txi").put("type", "eu_vat").put("value", "DE" + counter),
                        "customer.tax_id.created");
            case 8 -> entitlements();
            case 9 -> invoicePayment();
            case 10 -> inTheOtherMode();
            case 11 -> change("charge", "charge.updated", charge -> charge.put("description", "Note " + counter++));
            case 12 -> refund();
            case 13 -> dispute();
            case 14 -> change("payment_method", "payment_method.detached", method -> method.putNull("customer"));
            case 15 -> change("payment_method", "payment_method.updated", this::otherCard);
            case 16 -> change("tax_id", "customer.tax_id.updated", this::verified);
            case 17 -> delete("tax_id", "customer.tax_id.deleted");
            case 18 -> coupon();
            default ->
                change("promotion_code", "promotion_code.updated", code -> code.put("active", random.nextBoolean()));
        }
    }

    private void newCustomer(String name, String user) {
        String id = StripeHistory.PREFIX + name;
        customers.add(id);
        put(StripeObjects.customer(id, UserId.of(user)), "customer.created");
    }

    /** Several states of the intent within a second, as Stripe does it; with a charge where there was an attempt. */
    private void payment() {
        var intent = object("payment_intent", "pi").put("amount", 1900).put("currency", "eur");
        intent.put("status", "requires_payment_method").put("client_secret", "pi_secret");
        put(intent, "payment_intent.created");
        String status = INTENTS.get(random.nextInt(INTENTS.size()));
        var charge = object("charge", "ch").put("amount", 1900).put("currency", "eur");
        charge.put("payment_intent", id(intent)).put("paid", status.equals("succeeded"));
        charge.put("status", status.equals("succeeded") ? "succeeded" : "failed");
        charge.putObject("billing_details").put("name", "A Payer");
        charge.putObject("payment_method_details")
                .put("type", "card")
                .putObject("card")
                .put("last4", "4242");
        put(charge, "charge." + charge.path("status").stringValue());
        put(intent.deepCopy().put("status", status).put("latest_charge", id(charge)), "payment_intent." + status);
    }

    private void refund() {
        pick("charge").ifPresent(charge -> {
            var refund = object("refund", "re").put("amount", 100).put("charge", id(charge));
            refund.remove("customer");
            refund.put("payment_intent", charge.path("payment_intent").stringValue())
                    .put("status", "pending");
            put(refund, "refund.created");
            put(charge.deepCopy().put("amount_refunded", 100), "charge.refunded");
            var done = refund.deepCopy().put("status", "succeeded");
            put(done, "refund.updated");
            put(done, "charge.refund.updated");
        });
    }

    private void dispute() {
        pick("charge").ifPresent(charge -> {
            var dispute = object("dispute", "dp").put("amount", 1900).put("charge", id(charge));
            dispute.remove("customer");
            dispute.putObject("evidence").put("customer_name", "A Payer");
            put(dispute.put("status", "needs_response"), "charge.dispute.created");
            put(charge.deepCopy().put("disputed", true), "charge.updated");
            put(dispute.deepCopy().put("status", random.nextBoolean() ? "won" : "lost"), "charge.dispute.closed");
        });
    }

    private void newMethod() {
        var method = object("payment_method", "pm").put("type", "card");
        method.putObject("billing_details").put("email", "payer@example.com");
        otherCard(method);
        put(method, "payment_method.attached");
    }

    private void otherCard(ObjectNode method) {
        method.putObject("card").put("brand", "visa").put("last4", "4242").put("exp_year", 2030 + random.nextInt(5));
    }

    private void setup() {
        var intent =
                object("setup_intent", "seti").put("status", "requires_action").put("usage", "off_session");
        put(intent, "setup_intent.created");
        put(intent.deepCopy().put("status", "succeeded"), "setup_intent.succeeded");
    }

    private void checkout() {
        String customer = customers.get(random.nextInt(customers.size()));
        var session = StripeObjects.checkoutSession(name("cs"), customer, "open");
        put(session.deepCopy().put("status", "complete").put("payment_status", "unpaid"), "checkout.session.completed");
        if (random.nextBoolean()) {
            put(
                    session.deepCopy().put("status", "complete").put("payment_status", "paid"),
                    "checkout.session.async_payment_succeeded");
        }
    }

    private void newCoupon() {
        put(object("coupon", "coupon").put("percent_off", 12.5).put("valid", true), "coupon.created");
    }

    /** Whoever makes a coupon may give it the id of one that is gone. */
    private void coupon() {
        pick("coupon")
                .ifPresentOrElse(
                        coupon -> {
                            if (random.nextBoolean()) {
                                put(coupon.deepCopy().put("name", "Spring " + counter++), "coupon.updated");
                                return;
                            }
                            emit("coupon.deleted", coupon);
                            alive.remove(id(coupon));
                            if (random.nextBoolean()) {
                                // Nobody does it within the same second.
                                millis += 2_000;
                                put(
                                        coupon.deepCopy().put("percent_off", 30).put("created", millis / 1000),
                                        "coupon.created");
                            }
                        },
                        this::newCoupon);
    }

    private void newCode() {
        var code =
                object("promotion_code", "promo").put("code", "CODE" + counter).put("active", true);
        code.putObject("promotion").put("type", "coupon").put("coupon", StripeHistory.PREFIX + "coupon");
        put(code, "promotion_code.created");
    }

    private void discount() {
        var discount = object("discount", "di").put("start", millis / 1000);
        discount.putObject("source").put("type", "coupon").put("coupon", StripeHistory.PREFIX + "coupon");
        put(discount, "customer.discount.created");
        if (random.nextBoolean()) {
            put(discount.deepCopy().put("end", millis / 1000 + 86_400), "customer.discount.updated");
        }
        if (random.nextInt(3) == 0) {
            delete("discount", "customer.discount.deleted");
        }
    }

    private void schedule() {
        var schedule = object("subscription_schedule", "sched").put("status", "not_started");
        schedule.putObject("current_phase").put("start_date", millis / 1000).put("end_date", millis / 1000 + 60);
        put(schedule, "subscription_schedule.created");
        put(schedule.deepCopy().put("status", "active"), "subscription_schedule.updated");
        if (random.nextBoolean()) {
            put(
                    schedule.deepCopy().put("status", "released").put("released_at", millis / 1000),
                    "subscription_schedule.released");
        }
    }

    private void verified(ObjectNode taxId) {
        taxId.putObject("verification").put("status", random.nextBoolean() ? "verified" : "unverified");
    }

    private void invoicePayment() {
        var payment = object("invoice_payment", "inpay").put("status", "open").put("invoice", name("in"));
        payment.remove("customer");
        payment.putObject("payment").put("type", "payment_intent").put("payment_intent", name("pi"));
        put(payment, "invoice_payment.open");
        put(payment.deepCopy().put("status", "paid").put("amount_paid", 1900), "invoice_payment.paid");
    }

    private void entitlements() {
        String customer = customers.get(random.nextInt(customers.size()));
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            var features = new ArrayList<tools.jackson.databind.JsonNode>();
            for (int feature = random.nextInt(14); feature >= 0; feature--) {
                features.add(JsonNodeFactory.instance
                        .objectNode()
                        .put("id", "ent_" + feature)
                        .put("lookup_key", "feature_" + (feature + random.nextInt(3))));
            }
            var summary = (ObjectNode) EntitlementSummaryObject.of(customer, false, features);
            emit("entitlements.active_entitlement_summary.updated", summary);
        }
    }

    private void inTheOtherMode() {
        emit("charge.succeeded", object("charge", "livech").put("livemode", true));
    }

    /** Of one of the customers. */
    private ObjectNode object(String kind, String name) {
        String id = kind.equals("coupon") ? StripeHistory.PREFIX + name : name(name);
        var object = JsonNodeFactory.instance.objectNode().put("id", id).put("object", kind);
        object.put("livemode", false).put("created", millis / 1000);
        return kind.equals("coupon") ? object : object.put("customer", customers.get(random.nextInt(customers.size())));
    }

    private void change(String kind, String type, Consumer<ObjectNode> change) {
        pick(kind).ifPresent(object -> {
            var changed = object.deepCopy();
            change.accept(changed);
            put(changed, type);
            if (type.endsWith("detached")) {
                alive.remove(id(changed));
            }
        });
    }

    private void delete(String kind, String type) {
        pick(kind).ifPresent(object -> {
            alive.remove(id(object));
            emit(type, object);
        });
    }

    private void put(ObjectNode object, String type) {
        alive.put(id(object), object);
        emit(type, object);
    }

    private void emit(String type, ObjectNode object) {
        var shown = object.deepCopy();
        if (random.nextInt(5) == 0) {
            beforeClover(shown);
        }
        entries.add(new Entry(type, millis, shown));
    }

    private static void beforeClover(ObjectNode object) {
        for (String holder : List.of("promotion", "source")) {
            if (object.path(holder).has("coupon")) {
                var coupon = object.putObject("coupon").put("object", "coupon");
                coupon.set("id", object.remove(holder).path("coupon"));
            }
        }
    }

    private Optional<ObjectNode> pick(String kind) {
        var objects = alive.values().stream()
                .filter(object -> object.path("object").stringValue().equals(kind))
                .toList();
        return objects.isEmpty() ? Optional.empty() : Optional.of(objects.get(random.nextInt(objects.size())));
    }

    private String name(String kind) {
        counter++;
        return StripeHistory.PREFIX + kind + counter;
    }

    private static String id(ObjectNode object) {
        return object.path("id").stringValue();
    }
}

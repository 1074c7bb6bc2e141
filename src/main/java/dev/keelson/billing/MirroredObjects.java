package dev.keelson.billing;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/**
 * Writes the objects of Stripe that are mirrored by their {@link MirrorKind} alone, each with its customer's user, and of an
 * erased user's no more than may be kept. {@link Mirror} decides what is written.
 */
@Component
class MirroredObjects {
    private static final Map<MirrorTable, MirrorKind> KINDS = Stream.of(
                    DiscountKinds.COUPON,
                    DiscountKinds.PROMOTION_CODE,
                    DiscountKinds.DISCOUNT,
                    CustomerKinds.SUBSCRIPTION_SCHEDULE,
                    CustomerKinds.CHECKOUT_SESSION,
                    CustomerKinds.TAX_ID,
                    CustomerKinds.ENTITLEMENT_SUMMARY,
                    PaymentKinds.PAYMENT_METHOD,
                    PaymentKinds.PAYMENT_INTENT,
                    PaymentKinds.SETUP_INTENT,
                    PaymentKinds.CHARGE,
                    PaymentKinds.INVOICE_PAYMENT,
                    PaymentKinds.REFUND,
                    PaymentKinds.DISPUTE)
            .collect(Collectors.toMap(
                    MirrorKind::table, kind -> kind, (one, _) -> one, () -> new EnumMap<>(MirrorTable.class)));

    private final Mirror mirror;
    private final MirrorWriter writer;
    private final ErasedCustomers erased;
    private final RevenueMarks revenue;
    private final AfterMirrored after;

    MirroredObjects(
            Mirror mirror, MirrorWriter writer, ErasedCustomers erased, RevenueMarks revenue, AfterMirrored after) {
        this.mirror = mirror;
        this.writer = writer;
        this.erased = erased;
        this.revenue = revenue;
        this.after = after;
    }

    /** All kinds, those before the others that these name. */
    static Collection<MirrorKind> kinds() {
        return KINDS.values();
    }

    /** The kind of a table that is written here. */
    static MirrorKind kind(MirrorTable table) {
        return Optional.ofNullable(KINDS.get(table))
                .orElseThrow(() -> new IllegalArgumentException(table + " has a writer of its own"));
    }

    /** What {@link Mirror} has to be given for one object of this table. */
    Consumer<Snapshot> writer(MirrorTable table) {
        return snapshot -> write(table, List.of(snapshot));
    }

    /** @param snapshots one for each object at most */
    void write(MirrorTable table, List<Snapshot> snapshots) {
        var kind = kind(table);
        var payers = payers(kind, snapshots);
        var gone = erased.among(payers.values());
        writer.write(
                kind,
                snapshots.stream()
                        .map(snapshot -> kind.kept(snapshot, isErased(snapshot, payers, gone)))
                        .toList());
        revenue.written(kind, snapshots);
        if (!gone.isEmpty() && (table == MirrorTable.CHARGES || table == MirrorTable.PAYMENT_INTENTS)) {
            // Came before, when nobody could know whose they are.
            gone.forEach(erased::keepTheBooksOfPayments);
        }
        after.written(table, snapshots.stream().map(Snapshot::stripeId).toList());
    }

    private static boolean isErased(Snapshot snapshot, Map<String, String> payers, Set<String> gone) {
        String payer = payers.get(snapshot.stripeId());
        return payer != null && gone.contains(payer);
    }

    /** Whose the objects are, by their ids. Neither a customer's link nor its erasure may come between this and our commit. */
    private Map<String, String> payers(MirrorKind kind, List<Snapshot> snapshots) {
        if (kind.isOfPayment()) {
            var payments = snapshots.stream()
                    .flatMap(snapshot -> Stream.of(MirrorKind.CHARGE, MirrorKind.PAYMENT_INTENT)
                            .map(column -> kind.value(column, snapshot.object())))
                    .filter(Objects::nonNull)
                    .toList();
            mirror.lockShared(payments);
            var customers = erased.payers(payments);
            mirror.lockShared(customers.values());
            return snapshots.stream()
                    .flatMap(snapshot -> Stream.of(MirrorKind.CHARGE, MirrorKind.PAYMENT_INTENT)
                            .map(column -> kind.value(column, snapshot.object()))
                            .filter(Objects::nonNull)
                            .map(customers::get)
                            .filter(Objects::nonNull)
                            .map(customer -> Map.entry(snapshot.stripeId(), customer)))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (one, _) -> one));
        }
        var customers = snapshots.stream()
                .filter(snapshot -> kind.value(MirrorKind.CUSTOMER, snapshot.object()) != null)
                .collect(Collectors.toMap(
                        Snapshot::stripeId,
                        snapshot -> Objects.requireNonNull(kind.value(MirrorKind.CUSTOMER, snapshot.object()))));
        mirror.lockShared(customers.values());
        return customers;
    }
}

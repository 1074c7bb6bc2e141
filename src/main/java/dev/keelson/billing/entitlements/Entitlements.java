package dev.keelson.billing.entitlements;

import dev.keelson.shared.NodeMemory;
import dev.keelson.shared.NodeNotices;
import dev.keelson.shared.NoticeListener;
import dev.keelson.shared.UserId;
import java.time.InstantSource;
import java.util.Collection;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * What users may do: {@code entitlements.of(user).allows("analytics")}. Answered from the node's memory; a change is in force
 * at once on the node that learnt of it, and on the others when they hear of it, some 60 ms later. Should they not hear, what
 * they remember is believed for {@code keelson.billing.entitlements.kept}.
 */
@Component
public class Entitlements implements NoticeListener {
    private static final String CHANNEL = "entitlements";

    private final Allowances allowances;
    private final UsageCounters counters;
    private final InstantSource clock;
    private final NodeMemory<UserId, Allowance> remembered;

    Entitlements(
            Allowances allowances,
            UsageCounters counters,
            InstantSource clock,
            EntitlementSettings settings,
            ObjectProvider<NodeNotices> notices) {
        this.allowances = allowances;
        this.counters = counters;
        this.clock = clock;
        this.remembered = new NodeMemory<>(
                CHANNEL,
                UserId::toString,
                new NodeMemory.Kept(settings.kept(), settings.keptUnheard(), settings.users()),
                notices::getObject);
    }

    /** Of somebody whom nobody knows, what everybody may do. */
    public UserEntitlements of(UserId user) {
        return new UserEntitlements(user, allowance(user), counters, clock.instant());
    }

    Allowance allowance(UserId user) {
        var now = clock.instant();
        return remembered.get(user, allowances::read, allowance -> allowance.holdsAt(now));
    }

    /** Billing's own: to be called in the transaction that changes what these users have. */
    public void changed(Collection<UserId> users) {
        remembered.changed(users.stream().map(UserId::toString).toList());
    }

    /** Billing's own: to be called in a transaction that changes the catalogue. */
    public void catalogueChanged() {
        remembered.allChanged();
    }

    @Override
    public String channel() {
        return CHANNEL;
    }

    @Override
    public void heard(String user) {
        remembered.heard(user);
    }

    @Override
    public void missed() {
        remembered.missed();
    }
}

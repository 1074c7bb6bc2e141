package dev.keelson.billing;

import dev.keelson.billing.standing.CardExpiries;
import dev.keelson.shared.UserId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Works out again what follows from time alone, in bites, so that no transaction becomes long. */
@Component
class TimePasses {
    private static final int BITE = 100;

    private final UserPlans plans;
    private final CardExpiries cards;
    private final TransactionTemplate transaction;

    TimePasses(UserPlans plans, CardExpiries cards, TransactionTemplate transaction) {
        this.plans = plans;
        this.cards = cards;
        this.transaction = transaction;
    }

    /** Also what became due while nobody looked. Each time that is worked out is ahead, so this comes to an end. */
    void recomputeDue() {
        Set<UserId> due;
        do {
            due = plans.due(BITE);
            recompute(due);
        } while (due.size() == BITE);
    }

    void lookAtCards() {
        @Nullable UserId last = null;
        List<UserId> owners;
        do {
            owners = cards.owners(last, BITE);
            recompute(new LinkedHashSet<>(owners));
            last = owners.isEmpty() ? last : owners.getLast();
        } while (owners.size() == BITE);
    }

    private void recompute(Set<UserId> users) {
        transaction.executeWithoutResult(_ -> plans.recompute(users));
    }
}

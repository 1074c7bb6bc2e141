package dev.keelson.auth;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Role;
import dev.keelson.testing.KeelsonTest;
import dev.keelson.testing.TestUsers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionTemplate;

@KeelsonTest
class FollowPlanTest {
    @Autowired
    private TestUsers fresh;

    @Autowired
    private Users users;

    @Autowired
    private UserChanges changes;

    @Autowired
    private ApplicationEventPublisher events;

    @Autowired
    private TransactionTemplate transaction;

    @Test
    void publishedPlanBecomesTheUsersAndTheRoleFollows() {
        var user = fresh.fresh();

        apply(new PlanChanged(user.id(), "pro", 1));

        assertThat(stored(user).role()).isEqualTo(Role.PREMIUM);
        assertThat(stored(user).plan()).isEqualTo("pro");
    }

    @Test
    void planThatIsTakenBackIsNobodys() {
        var user = fresh.fresh();

        transaction.executeWithoutResult(status -> {
            events.publishEvent(new PlanChanged(user.id(), "pro", 1));
            status.setRollbackOnly();
        });

        assertThat(stored(user).role()).isEqualTo(Role.FREE);
    }

    @Test
    void olderPlanNeverUndoesANewerOne() {
        var user = fresh.fresh();

        apply(new PlanChanged(user.id(), "pro", 5));
        apply(new PlanChanged(user.id(), PlanChanged.FREE, 4));
        apply(new PlanChanged(user.id(), "team", 5));

        assertThat(stored(user).plan()).isEqualTo("pro");
        apply(new PlanChanged(user.id(), PlanChanged.FREE, 6));
        assertThat(stored(user).role()).isEqualTo(Role.FREE);
    }

    @Test
    void administratorStaysOneOnAnyPlan() {
        var user = fresh.fresh(Role.ADMIN);

        apply(new PlanChanged(user.id(), "pro", 1));

        assertThat(stored(user).role()).isEqualTo(Role.ADMIN);
        assertThat(stored(user).plan()).isEqualTo("pro");
    }

    @Test
    void deletedUserGetsNoPlan() {
        var user = fresh.fresh();
        transaction.executeWithoutResult(_ -> {
            var row = users.lock(user.id()).orElseThrow();
            changes.write(row, row.erased(row.createdAt()), null);
        });

        apply(new PlanChanged(user.id(), "pro", 1));

        assertThat(stored(user).plan()).isEqualTo(PlanChanged.FREE);
    }

    private void apply(PlanChanged event) {
        transaction.executeWithoutResult(_ -> events.publishEvent(event));
    }

    private User stored(CurrentUser user) {
        return requireNonNull(transaction.execute(_ -> users.find(user.id()).orElseThrow()));
    }
}

package dev.keelson.social.posts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.UserId;
import dev.keelson.social.posts.DueTargets.Step;
import dev.keelson.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Who comes next, on a database of its own. */
class DueTargetsTest {
    private static final Duration CLAIM = Duration.ofSeconds(40);
    private static final UUID FIRST = new UUID(0, 0);

    private final JdbcClient jdbc = database();
    private Instant now = Instant.parse("2026-11-01T10:00:00Z");
    private final DueTargets targets = new DueTargets(jdbc, () -> now);
    private final UUID here = UUID.randomUUID();
    private final UUID there = UUID.randomUUID();

    private static JdbcClient database() {
        var database = new DriverManagerDataSource(TestPostgres.freshDatabase());
        Flyway.configure().dataSource(database).load().migrate();
        return JdbcClient.create(database);
    }

    /** A user with so many targets that are due. */
    private UserId user(int due) {
        var user = new UserId(UUID.randomUUID());
        jdbc.sql("""
                        with u as (insert into users (id, clerk_id, authz_changed_at, created_at, updated_at)
                                   values (:user, cast(:user as text), now(), now(), now()) returning id),
                        p as (insert into posts (id, user_id, content, media_urls, status, created_at, updated_at, version)
                              select gen_random_uuid(), id, '', '{}', 'publishing', :at, :at, 0
                              from u, generate_series(1, :due) returning id, user_id)
                        insert into post_targets (id, post_id, user_id, platform, status, round, step_at)
                        select gen_random_uuid(), id, user_id, 'x', 'pending', 1, :at from p
                        """)
                .param("user", user.value())
                .param("at", now.minusSeconds(1).atOffset(ZoneOffset.UTC))
                .param("due", due)
                .update();
        return user;
    }

    private List<Step> claim(UUID process, int limit) {
        return targets.claim(process, FIRST, Set.of(), limit, CLAIM);
    }

    @Test
    void everyUserHasOneBeforeAnybodyHasTwo() {
        var many = user(50);
        var few = List.of(user(1), user(1), user(2));

        var first = claim(here, 100);
        var second = claim(here, 100);
        var third = claim(here, 100);

        assertThat(first).extracting(Step::user).containsExactlyInAnyOrder(many, few.get(0), few.get(1), few.get(2));
        assertThat(second).extracting(Step::user).containsExactlyInAnyOrder(many, few.get(2));
        assertThat(third).extracting(Step::user).containsExactly(many);
    }

    @Test
    void busyUsersAreLeftOutAndTheOthersComeInTurn() {
        for (int i = 0; i < 5; i++) {
            user(3);
        }
        var served = new ArrayList<UserId>();
        var busy = new HashSet<UUID>();
        UUID after = FIRST;
        for (int i = 0; i < 5; i++) {
            var claimed = targets.claim(here, after, busy, 1, CLAIM);
            served.add(claimed.getFirst().user());
            after = claimed.getFirst().user().value();
        }

        assertThat(served).doesNotHaveDuplicates();
        assertThat(targets.claim(here, after, busy, 1, CLAIM)).isEmpty();
        served.forEach(user -> busy.add(user.value()));
        assertThat(targets.claim(here, FIRST, busy, 10, CLAIM)).isEmpty();
    }

    @Test
    void whatADeadProcessHasClaimedFallsDueAgain() {
        user(1);
        assertThat(claim(here, 10)).hasSize(1);

        now = now.plus(CLAIM).minusMillis(1);
        assertThat(claim(there, 10)).isEmpty();
        now = now.plusMillis(1);
        assertThat(claim(there, 10)).hasSize(1);
    }

    @Test
    void whatIsStillWorkedOnIsKept() {
        user(1);
        var step = claim(here, 10).getFirst();
        now = now.plusSeconds(30);

        targets.keep(here, List.of(step.target()), CLAIM);

        now = now.plusSeconds(39);
        assertThat(claim(there, 10)).isEmpty();
    }

    @Test
    void endOfAStepThatWasTakenOverChangesNothing() {
        user(1);
        var step = claim(here, 10).getFirst();
        now = now.plus(CLAIM);
        claim(there, 10);

        targets.done(here, step, null);

        now = now.plus(CLAIM);
        assertThat(claim(there, 10)).hasSize(1);
    }

    @Test
    void newOrderIsDueWhateverBecomesOfTheOlder() {
        user(1);
        var step = claim(here, 10).getFirst();
        jdbc.sql("update post_targets set round = 2").update();
        targets.order(List.of(step.target()));

        targets.done(here, step, null);

        assertThat(claim(there, 10)).extracting(Step::round).containsExactly(2);
    }

    @Test
    void failingStepIsRepeatedLessAndLessOften() {
        user(1);
        var pauses = new ArrayList<Long>();
        for (int i = 0; i < 14; i++) {
            var step = claim(here, 10).getFirst();
            targets.failed(here, step);
            var next = jdbc.sql("select step_at from post_targets")
                    .query((row, _) -> row.getTimestamp(1).toInstant())
                    .single();
            pauses.add(Duration.between(now, next).toSeconds());
            now = next;
        }

        assertThat(pauses).startsWith(5L, 10L, 20L, 40L).endsWith(3600L, 3600L);
    }

    @Test
    void openTargetOfWhichNobodyKnowsIsFound() {
        user(1);
        jdbc.sql("update post_targets set step_at = null").update();
        assertThat(targets.recover()).isZero();

        now = now.plus(Duration.ofMinutes(16));

        assertThat(targets.recover()).isEqualTo(1);
        assertThat(claim(here, 10)).hasSize(1);
    }
}

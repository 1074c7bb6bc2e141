package dev.keelson.billing.standing;

import dev.keelson.auth.UserDirectory;
import dev.keelson.shared.Timestamps;
import dev.keelson.shared.UserId;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tells the other modules what begins and what is over, each once: what is so now is compared with what they were told. Two
 * events that say the same, or come the wrong way round, or again, change nothing then.
 */
@Component
public class Notices {
    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final Troubles troubles;
    private final UserDirectory users;
    private final Announcements announcements;

    Notices(JdbcClient jdbc, InstantSource clock, Troubles troubles, UserDirectory users, Announcements announcements) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.troubles = troubles;
        this.users = users;
        this.announcements = announcements;
    }

    private record Key(UserId user, Trouble.Kind kind, String subject) {
        static Key of(Trouble trouble) {
            return new Key(trouble.user(), trouble.kind(), trouble.subject());
        }
    }

    /**
     * @param times how often it began
     * @param paid whether it was about an invoice that is paid now, which nobody was told yet
     */
    private record Told(long occasion, int times, boolean over, boolean paid) {}

    /** Under a lock of each of the users, so that of two changes at the same time the later one sees both. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void tell(Set<UserId> those) {
        var told = told(those);
        var now = troubles.of(those, clock.instant()).stream()
                .filter(trouble -> trouble.occasion() != null)
                .collect(Collectors.toMap(Key::of, trouble -> trouble, (one, _) -> one));
        var changed = changed(now, told);
        var recovered = recovered(now, told);
        var erased = Stream.concat(changed.stream(), recovered.stream())
                .map(Key::user)
                .distinct()
                .filter(users::erased)
                .toList();
        for (Key key : changed) {
            if (erased.contains(key.user())) {
                continue;
            }
            var trouble = now.get(key);
            var before = told.get(key);
            if (trouble != null) {
                begin(trouble, before);
            } else if (before != null) {
                end(key, before);
            }
        }
        for (Key key : recovered) {
            if (!erased.contains(key.user())) {
                recover(key.user(), key.subject());
            }
        }
    }

    private static Set<Key> recovered(Map<Key, Trouble> now, Map<Key, Told> told) {
        return told.entrySet().stream()
                .filter(entry -> entry.getValue().paid() && !now.containsKey(entry.getKey()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /**
     * That an invoice is paid is told when that is known, which is later than that its payment is on its way or has arrived: then
     * the trouble is over already. Once for each invoice, whatever was wrong with it.
     */
    private void recover(UserId user, String invoice) {
        int notices = jdbc.sql("""
                        update billing_notices set recovered_at = :now
                        where user_id = :user and subject = :invoice and recovered_at is null
                          and kind in ('payment_failed', 'action_required')
                        """)
                .param("user", user.value())
                .param("invoice", invoice)
                .param("now", now())
                .update();
        if (notices > 0) {
            announcements.recovered(user, invoice);
        }
    }

    private static Set<Key> changed(Map<Key, Trouble> now, Map<Key, Told> told) {
        var changed = new HashSet<Key>();
        now.forEach((key, trouble) -> {
            var before = told.get(key);
            if (before == null || before.over() || occasion(trouble) > before.occasion()) {
                changed.add(key);
            }
        });
        told.forEach((key, before) -> {
            if (!before.over() && !now.containsKey(key)) {
                changed.add(key);
            }
        });
        return changed;
    }

    private void begin(Trouble trouble, @Nullable Told before) {
        boolean isNews = before == null
                || occasion(trouble) > before.occasion()
                || (before.over() && trouble.kind().comesAgain());
        int times = (before == null ? 0 : before.times()) + (before == null || before.over() ? 1 : 0);
        long occasion = before == null ? occasion(trouble) : Math.max(occasion(trouble), before.occasion());
        jdbc.sql("""
                        insert into billing_notices (user_id, kind, subject, occasion, times, opened_at)
                        values (:user, :kind, :subject, :occasion, :times, :now)
                        on conflict (user_id, kind, subject) do update
                          set occasion = excluded.occasion, times = excluded.times, opened_at = excluded.opened_at,
                            closed_at = null, recovered_at = null
                        """)
                .param("user", trouble.user().value())
                .param("kind", trouble.kind().id())
                .param("subject", trouble.subject())
                .param("occasion", occasion)
                .param("times", times)
                .param("now", now())
                .update();
        if (isNews) {
            announcements.began(trouble, times);
        }
    }

    private void end(Key key, Told before) {
        jdbc.sql("""
                        update billing_notices set closed_at = :now
                        where user_id = :user and kind = :kind and subject = :subject
                        """)
                .param("user", key.user().value())
                .param("kind", key.kind().id())
                .param("subject", key.subject())
                .param("now", now())
                .update();
        announcements.isOver(key.user(), key.kind(), key.subject(), before.times());
    }

    private Map<Key, Told> told(Collection<UserId> those) {
        var told = new HashMap<Key, Told>();
        jdbc.sql("""
                        select user_id, kind, subject, occasion, times, closed_at,
                          kind in ('payment_failed', 'action_required') and recovered_at is null
                            and exists (select from invoices i where i.stripe_id = subject and i.status = 'paid') as paid
                        from billing_notices where user_id = any(:users) and kind = any(:kinds)
                        """)
                .param("kinds", Trouble.Kind.IDS.toArray(String[]::new))
                .param("users", those.stream().map(UserId::value).toArray(UUID[]::new))
                .query(row -> {
                    told.put(
                            new Key(
                                    new UserId(row.getObject("user_id", UUID.class)),
                                    Trouble.Kind.of(row.getString("kind")),
                                    row.getString("subject")),
                            new Told(
                                    row.getLong("occasion"),
                                    row.getInt("times"),
                                    Timestamps.instant(row, "closed_at") != null,
                                    row.getBoolean("paid")));
                });
        return told;
    }

    /** Whom something was told of these objects that is not over. */
    public Set<UserId> toldOf(Collection<String> subjects) {
        return Set.copyOf(
                jdbc.sql("select distinct user_id from billing_notices where subject = any(:ids) and closed_at is null")
                        .param("ids", subjects.toArray(String[]::new))
                        .query((row, _) -> new UserId(row.getObject("user_id", UUID.class)))
                        .list());
    }

    private static long occasion(Trouble trouble) {
        return trouble.occasion() == null ? 0 : trouble.occasion();
    }

    private @Nullable Object now() {
        return Timestamps.at(clock.instant());
    }
}

package dev.keelson.flags;

import dev.keelson.audit.AuditLog;
import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** An administrator makes, changes or deletes a flag; each leaves an audit entry, and a change that changes nothing none. */
@Component
class ChangeFlags {
    private final FlagStore store;
    private final AuditLog audit;
    private final InstantSource clock;

    ChangeFlags(FlagStore store, AuditLog audit, InstantSource clock) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    /** @param expected whether the flag is still the one that the administrator saw */
    @Transactional
    public Flag put(CurrentUser admin, String key, Flag.Rule rule, Predicate<Flag> expected) {
        var before = store.lock(key);
        if (before.isEmpty()) {
            return create(admin, key, rule);
        }
        refuseUnlessExpected(before.get(), expected);
        return change(admin, before.get(), rule);
    }

    @Transactional
    public void delete(CurrentUser admin, String key, Predicate<Flag> expected) {
        var flag = store.lock(key)
                .orElseThrow(() -> FlagProblem.FLAG_NOT_FOUND.because("There is no flag '%s'.".formatted(key)));
        refuseUnlessExpected(flag, expected);
        store.delete(key);
        audit.record(
                admin.id(), "flag.deleted", key, Map.of("before", flag.rule().details()));
    }

    private Flag create(CurrentUser admin, String key, Flag.Rule rule) {
        var now = clock.instant();
        var flag = new Flag(key, rule, 0, now, now);
        if (!store.insert(flag)) {
            throw CommonProblem.CONFLICT.because("Somebody else made this flag at the same time.");
        }
        audit.record(admin.id(), "flag.created", key, Map.of("after", rule.details()));
        return flag;
    }

    private Flag change(CurrentUser admin, Flag before, Flag.Rule rule) {
        if (before.rule().equals(rule)) {
            return before;
        }
        var flag = new Flag(before.key(), rule, before.version() + 1, before.createdAt(), clock.instant());
        store.update(flag);
        audit.record(
                admin.id(),
                "flag.changed",
                flag.key(),
                Map.of("before", before.rule().details(), "after", rule.details()));
        return flag;
    }

    private static void refuseUnlessExpected(Flag flag, Predicate<Flag> expected) {
        if (!expected.test(flag)) {
            throw FlagProblem.FLAG_CHANGED.because("It is not what 'If-Match' says any more; nothing was changed.");
        }
    }
}

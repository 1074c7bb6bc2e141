package dev.keelson.bench.faults;

/** How many of a node's database sessions there are. */
final class Sessions {
    private Sessions() {}

    static String of(String node) {
        return "select count(*) from pg_stat_activity where application_name = '%s'".formatted(node);
    }

    /** That hold the lock of a slot and wait for their client. */
    static String idleInSlot(String node) {
        return """
                select count(*) from pg_stat_activity a
                where a.application_name = '%s' and a.state = 'idle in transaction' and exists (
                  select from pg_locks l
                  where l.pid = a.pid and l.relation = 'webhook_slot'::regclass and l.mode = 'RowShareLock' and l.granted)
                """.formatted(node);
    }
}

package dev.keelson.shared;

/**
 * Whom a thread works for when it takes a database connection. Each lane has a pool of its own, so that none can take another's
 * connections: events that arrive by the thousand keep no user waiting, and a slow report keeps no event.
 *
 * <p>A thread that says nothing is on {@link #WEB}. A lane is bound to a piece of work, not inherited by the threads it starts.
 */
public enum DatabaseLane {
    /** Users' requests. */
    WEB,
    /** The webhook inbox's workers. */
    WEBHOOKS,
    /** Scheduled tasks, which may take minutes. */
    BACKGROUND,
    /** Listeners of module events, which are short: where the network has gone, none keeps the others waiting for long. */
    LISTENERS;

    private static final ScopedValue<DatabaseLane> CURRENT = ScopedValue.newInstance();

    /** Runs the work on this lane. */
    public void run(Runnable work) {
        ScopedValue.where(CURRENT, this).run(work);
    }

    /** The lane of this thread. */
    public static DatabaseLane current() {
        return CURRENT.orElse(WEB);
    }
}

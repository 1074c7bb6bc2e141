package dev.keelson.bench.faults;

import java.util.Map;

/** One way in which things go wrong while events arrive. */
interface Scenario {
    /** As the command line says it. */
    String name();

    /** How many events arrive. */
    default int events(FaultOptions options) {
        return options.fewer();
    }

    /** So many deliveries a second at most, so that they still come when the faults do. */
    double perSecond(FaultOptions options);

    default int nodes() {
        return 1;
    }

    /** Whether the nodes reach their database through {@link Run#proxy}. */
    default boolean throughProxy() {
        return false;
    }

    /** How the senders go about it. */
    default Senders.Manner manner() {
        return Senders.Manner.INSIST;
    }

    /** Of PostgreSQL, besides those of every scenario. */
    default Map<String, String> databaseSettings() {
        return Map.of();
    }

    /** Whether acknowledged events have to get lost: the scenario then proves that a loss would be seen. */
    default boolean loses() {
        return false;
    }

    /** Why it cannot run here; empty where it can. */
    default String obstacle() {
        return "";
    }

    /** Before the database is started. */
    default void prepareDisk(Run run) throws Exception {}

    /** Before the nodes are started. */
    default void prepareDatabase(Run run) throws Exception {}

    /** Breaks things while the senders are at it; says {@link Run#over} after the last of it. */
    void inject(Run run) throws Exception;
}

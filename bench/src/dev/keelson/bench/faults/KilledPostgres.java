package dev.keelson.bench.faults;

import java.time.Duration;

/** PostgreSQL is killed, or stopped without a word, and started again a moment later, several times under load. */
final class KilledPostgres implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public double perSecond(FaultOptions options) {
        return 150;
    }

    @Override
    public void inject(Run run) throws Exception {
        int deaths = run.stage().options().quick() ? 2 : 6;
        for (int death = 1; death <= deaths; death++) {
            run.senders().awaitShare((double) death / (deaths + 1), PATIENCE);
            if (death % 2 == 1) {
                run.cluster().kill();
                run.fault("SIGKILL of PostgreSQL");
            } else {
                run.cluster().stopImmediately();
                run.fault("immediate stop of PostgreSQL");
            }
            Thread.sleep(run.random().nextInt(3_000));
            run.cluster().start();
            run.over();
        }
    }
}

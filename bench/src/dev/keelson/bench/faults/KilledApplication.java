package dev.keelson.bench.faults;

import java.time.Duration;

/** The application is killed again and again while events arrive, now and then while it is still starting. */
final class KilledApplication implements Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "kill";
    }

    @Override
    public int events(FaultOptions options) {
        return options.events();
    }

    @Override
    public double perSecond(FaultOptions options) {
        return 2_000;
    }

    @Override
    public void inject(Run run) throws Exception {
        int kills = run.stage().options().quick() ? 3 : 7;
        for (int kill = 1; kill <= kills; kill++) {
            double jitter = run.random().nextDouble() * 0.5;
            run.senders().awaitShare((kill - jitter) / (kills + 1), PATIENCE);
            run.node().kill();
            run.fault("SIGKILL of the application");
            run.node().launch();
            if (kill % 3 == 0) {
                Thread.sleep(1_000 + run.random().nextInt(4_000));
                run.node().kill();
                run.fault("SIGKILL while it starts");
                run.node().launch();
            }
            if (kill == kills) {
                run.over();
            }
            run.node().awaitReady();
        }
    }
}

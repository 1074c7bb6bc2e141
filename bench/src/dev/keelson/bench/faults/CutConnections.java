package dev.keelson.bench.faults;

import java.time.Duration;
import java.time.Instant;

/** The connections between the application and its database are cut, slowed down, held up, and forgotten by the network. */
final class CutConnections implements Scenario {
    private static final Duration STORM = Duration.ofSeconds(25);
    private static final Duration SLOW = Duration.ofSeconds(3);

    @Override
    public String name() {
        return "network";
    }

    @Override
    public double perSecond(FaultOptions options) {
        return options.fewer() / 45.0;
    }

    @Override
    public boolean throughProxy() {
        return true;
    }

    @Override
    public void inject(Run run) throws Exception {
        var proxy = run.proxy();
        Instant end = Instant.now().plus(STORM);
        while (Instant.now().isBefore(end)) {
            Thread.sleep(200 + run.random().nextInt(800));
            switch (run.random().nextInt(4)) {
                case 0 -> {
                    proxy.reset(0.3);
                    run.fault("reset of a third of the connections");
                }
                case 1 -> {
                    proxy.slowDown(0.5, SLOW);
                    run.fault("delay of 50–500 ms on half of them for 3 s");
                }
                case 2 -> {
                    proxy.holdUp(0.5, Duration.ofMillis(500 + run.random().nextInt(3_500)));
                    run.fault("half of them held up for up to 4 s");
                }
                default -> {
                    proxy.forget(0.1);
                    run.fault("a tenth of them forgotten");
                }
            }
        }
        int forgotten = proxy.forget(1);
        run.fault("all of them forgotten");
        run.note("at the end all %d connections were forgotten at once: neither side was told".formatted(forgotten));
        run.over();
    }
}

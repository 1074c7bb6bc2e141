package dev.keelson.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL that a killed Keelson left running. Whoever holds the directory's lock may stop it: its owner is gone.
 *
 * <p>Signals are PostgreSQL's own words: INT is a fast shutdown with a checkpoint, QUIT an immediate one that recovers at
 * the next start (<a href="https://www.postgresql.org/docs/current/server-shutdown.html">server shutdown</a>).
 */
class OrphanedPostmaster {
    private static final Logger log = LoggerFactory.getLogger(OrphanedPostmaster.class);

    private OrphanedPostmaster() {}

    static void stop(Path data) throws IOException {
        var orphan = find(data.resolve("postmaster.pid"));
        if (orphan.isEmpty()) {
            return;
        }
        log.info("sandbox.postgres=orphaned pid={}", orphan.get().pid());
        if (!stops(orphan.get(), "-INT", 30) && !stops(orphan.get(), "-QUIT", 10)) {
            throw new SandboxStartException(
                    "A PostgreSQL that an earlier run left behind (process %d) does not stop."
                            .formatted(orphan.get().pid()),
                    "Stop that process, then start again.");
        }
    }

    private static Optional<ProcessHandle> find(Path pidFile) throws IOException {
        if (Files.notExists(pidFile)) {
            return Optional.empty();
        }
        // After a restart of the machine the id may belong to anything.
        return Files.readAllLines(pidFile).stream()
                .limit(1)
                .map(line -> Long.parseLong(line.strip()))
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .filter(process -> process.info().command().orElse("").contains("postgres"))
                .findFirst();
    }

    private static boolean stops(ProcessHandle process, String signal, int seconds) throws IOException {
        try {
            if (System.getProperty("os.name").startsWith("Windows")) {
                process.destroyForcibly();
            } else {
                new ProcessBuilder(List.of("kill", signal, Long.toString(process.pid())))
                        .start()
                        .waitFor();
            }
            process.onExit().get(seconds, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

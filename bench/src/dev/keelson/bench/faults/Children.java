package dev.keelson.bench.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The processes that this one has started: none outlives it. */
final class Children {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final List<Runnable> CLEANING = new ArrayList<>();

    static {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(Children::endAll));
    }

    private Children() {}

    static Process start(ProcessBuilder builder) throws IOException {
        var process = builder.start();
        RUNNING.removeIf(earlier -> !earlier.isAlive());
        RUNNING.add(process);
        return process;
    }

    /** To be done when all of them are gone. */
    static synchronized void finallyDo(Runnable cleaning) {
        CLEANING.add(cleaning);
    }

    /** SIGKILL to the process and to everything below it, in one go: none of them sees another die first. */
    static void kill(Process process) {
        List<String> command = new ArrayList<>(List.of("kill", "-KILL"));
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(handle -> Long.toString(handle.pid()))
                .forEach(command::add);
        run(command);
        process.onExit().join();
    }

    static void signal(String name, Process process) {
        run(List.of("kill", "-" + name, Long.toString(process.pid())));
    }

    /** Of a command that ends by itself soon. */
    static int run(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join()
                    .exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized void endAll() {
        RUNNING.forEach(Children::kill);
        CLEANING.forEach(Runnable::run);
    }
}

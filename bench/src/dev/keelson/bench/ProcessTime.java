package dev.keelson.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The processor time of other processes, as Linux counts it (in hundredths of a second). */
final class ProcessTime {
    private static final long MILLIS_PER_TICK = 10;

    private ProcessTime() {}

    /** User and system time of the process. */
    static Duration of(long pid) throws IOException {
        return ticks(pid, false);
    }

    /** Of the process and of all its children, those that have ended included. */
    static Duration ofFamily(long pid) throws IOException {
        Duration sum = ticks(pid, true);
        List<Long> children = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .toList();
        for (long child : children) {
            sum = sum.plus(ticks(child, false));
        }
        return sum;
    }

    /** Resident memory in bytes. */
    static long memory(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return 0;
    }

    private static Duration ticks(long pid, boolean withEndedChildren) throws IOException {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        } catch (NoSuchFileException e) {
            // It ended meanwhile: its parent counts it from now on.
            return Duration.ZERO;
        }
        // The name, in brackets, may hold anything; the fields behind it are numbers. The first is field 3 of proc(5).
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        if (withEndedChildren) {
            ticks += Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
        }
        return Duration.ofMillis(ticks * MILLIS_PER_TICK);
    }
}

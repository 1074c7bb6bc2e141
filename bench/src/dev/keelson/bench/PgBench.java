package dev.keelson.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * PostgreSQL's own load generator, with one insert of the inbox's row a transaction: what storing costs without us. The body
 * is a parameter of each statement, so that it travels as ours does.
 */
final class PgBench {
    /** @param latencies of whole transactions, from pgbench's log of them */
    record Result(double perSecond, Latencies latencies) {}

    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without initial connection time\\)");
    private static final long NANOS_PER_MICRO = 1_000;

    private static final String SCRIPT = """
            \\set id random(1, 9000000000000000000)
            insert into bench_event \
              (seq, provider, event_id, type, subject, occurred_at, received_at, trace_id, body) \
            values (nextval('sq_bench_event'), 'stripe', 'evt_1' || :id || 'Keel', 'customer.subscription.updated', \
              'cus_bench' || :client_id, now(), now(), '0123456789abcdef0123456789abcdef', :body::bytea);
            """;

    private final BenchPostgres postgres;
    private final Path directory;
    private final String body;

    /** @param body of every row, free of backslashes, which mean something in PostgreSQL's text for bytes */
    PgBench(BenchPostgres postgres, Path directory, byte[] body) throws IOException {
        this.postgres = postgres;
        this.directory = directory;
        this.body = new String(body, UTF_8);
        Files.writeString(directory.resolve("insert.sql"), SCRIPT);
    }

    /** Why it cannot run here, or an empty text. */
    static String missing() throws InterruptedException {
        try {
            int status = new ProcessBuilder("pgbench", "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            return status == 0 ? "" : "pgbench --version ends with " + status;
        } catch (IOException e) {
            return "pgbench is not installed: 'apt install postgresql-contrib' (Debian), 'brew install libpq' (macOS)";
        }
    }

    static String version() throws IOException {
        var process = new ProcessBuilder("pgbench", "--version").start();
        return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    }

    /** The table: a plain copy of the inbox's table of events, with its columns, key and storage. */
    void makeTable() throws SQLException {
        try (var connection = postgres.connect();
                var statement = connection.createStatement()) {
            statement.execute("create table bench_event (like webhook_event including all)");
            statement.execute("create sequence sq_bench_event");
        }
    }

    Result run(int clients, Duration duration) throws IOException, InterruptedException {
        deleteLogs();
        var command = List.of(
                "pgbench",
                "-n",
                "-M",
                "prepared",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(postgres.port()),
                "-U",
                postgres.user(),
                "-c",
                Integer.toString(clients),
                "-j",
                "2",
                "-T",
                Long.toString(duration.toSeconds()),
                "-l",
                "--log-prefix=" + directory.resolve("pgbench"),
                "-f",
                directory.resolve("insert.sql").toString(),
                "-D",
                "body=" + body,
                postgres.database());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        var rate = RATE.matcher(output);
        if (process.waitFor() != 0 || !rate.find()) {
            throw new IOException("pgbench failed: " + output);
        }
        var result = new Result(Double.parseDouble(rate.group(1)), latencies());
        deleteLogs();
        return result;
    }

    /** Each line: client, transaction, microseconds, script, seconds, microseconds. */
    private Latencies latencies() throws IOException {
        var latencies = new Latencies(1 << 16);
        try (var logs = Files.newDirectoryStream(directory, "pgbench.*")) {
            for (Path log : logs) {
                try (var lines = Files.lines(log)) {
                    lines.forEach(line -> latencies.add(Long.parseLong(line.split(" ", 4)[2]) * NANOS_PER_MICRO));
                }
            }
        }
        return latencies;
    }

    private void deleteLogs() throws IOException {
        try (var logs = Files.newDirectoryStream(directory, "pgbench.*")) {
            for (Path log : logs) {
                Files.delete(log);
            }
        }
    }
}

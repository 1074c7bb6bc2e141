package dev.keelson.testing;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Looks at whatever the tests log, stack traces and context included, for secrets. {@link NoSecretInLogs} fails the class in
 * which one was found.
 */
public final class SecretsInLogs extends AppenderBase<ILoggingEvent> {
    /**
     * Those who play the vendors write down a request that nobody has told them about, with its headers: the keys in them were
     * sent to whom they are for.
     */
    private static final String VENDORS = "WireMock.";

    /** Spring Boot makes a new appender for each application that is started, so what was found cannot be an appender's. */
    private static final Queue<Leak> FOUND = new ConcurrentLinkedQueue<>();

    /**
     * @param logger who logged it
     * @param kind what kind of secret it is; the secret itself would be in the log a second time
     */
    public record Leak(String logger, String kind) {}

    /** What was found since it was last asked for. */
    public static List<Leak> taken() {
        var leaks = new ArrayList<Leak>();
        for (Leak leak = FOUND.poll(); leak != null; leak = FOUND.poll()) {
            leaks.add(leak);
        }
        return leaks;
    }

    /** For a process that logs into a file. */
    static void lookInto(Path output) {
        try (var lines = Files.lines(output)) {
            lines.flatMap(line -> Secrets.kindIn(line).stream())
                    .distinct()
                    .forEach(kind -> FOUND.add(new Leak("a process of its own, see " + output.getFileName(), kind)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Optional<Leak> leakIn(ILoggingEvent event) {
        return Secrets.kindIn(textOf(event)).map(kind -> new Leak(event.getLoggerName(), kind));
    }

    private static String textOf(ILoggingEvent event) {
        var text = new StringBuilder(event.getFormattedMessage());
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> text.append('\n').append(pair));
        }
        event.getMDCPropertyMap().values().forEach(value -> text.append('\n').append(value));
        if (event.getThrowableProxy() != null) {
            text.append('\n').append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return text.toString();
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!event.getLoggerName().startsWith(VENDORS)) {
            leakIn(event).ifPresent(FOUND::add);
        }
    }
}

package dev.keelson.shared;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Makes and changes key sets at the command line; docs/encryption.md says how. The key set is read from the standard input and
 * written to the standard output, so that no key stands among a command's arguments, where every user of the machine can see it.
 */
public final class KeySetTool {
    private static final String USAGE = """
            create        makes a key set with one key
            add           adds a key, which decrypts and does not encrypt yet
            promote <id>  lets that key encrypt
            remove <id>   removes a key
            list          shows the ids of the keys, and nothing else of them
            """;

    private final InputStream in;
    private final PrintStream out;

    KeySetTool(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    /** Exits with 2 where it is called wrongly or the key set cannot be used. */
    public static void main(String[] arguments) throws IOException {
        try {
            new KeySetTool(System.in, System.out).run(arguments);
        } catch (IllegalArgumentException | KeySets.UnfitKeySetException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    void run(String... arguments) throws IOException {
        String command = arguments.length == 0 ? "" : arguments[0];
        switch (command) {
            case "create" -> out.println(KeySets.create());
            case "add" -> out.println(KeySets.add(keys()));
            case "promote" -> out.println(KeySets.promote(keys(), id(arguments)));
            case "remove" -> out.println(KeySets.remove(keys(), id(arguments)));
            case "list" -> list();
            default -> throw new IllegalArgumentException(USAGE);
        }
    }

    private void list() throws IOException {
        for (var entry : KeySets.entries(KeySets.parse(keys()))) {
            out.printf(
                    Locale.ROOT,
                    "%d %s%s%n",
                    KeySets.id(entry),
                    entry.getStatus(),
                    entry.isPrimary() ? " primary" : "");
        }
    }

    private String keys() throws IOException {
        return new String(in.readAllBytes(), UTF_8);
    }

    private static long id(String... arguments) {
        if (arguments.length < 2 || !arguments[1].matches("\\d{1,10}")) {
            throw new IllegalArgumentException(USAGE);
        }
        return Long.parseLong(arguments[1]);
    }
}

package dev.keelson.webhooks;

import dev.keelson.webhooks.SignedRequest.Line;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Spoils headers in every way that comes to mind. */
final class HeaderMutations {
    private static final List<String> PIECES = List.of(
            "t=",
            "t",
            "v1=",
            "v1,",
            "v1",
            "V1=",
            "v1a,",
            ",",
            ",,,,",
            " ",
            "\t",
            "=",
            ".",
            "\"",
            "1800000000",
            "0",
            "-1",
            "+1800000000",
            "1800000000.0",
            "1e9",
            "0x6b49d200",
            "99999999999999999999",
            "9223372036854775808",
            "\u00b2\u00b3\u00b9",
            "zz",
            "0",
            "00".repeat(32),
            "00".repeat(31) + "0",
            "g".repeat(64),
            Base64.getEncoder().encodeToString(new byte[32]),
            "====",
            "%%%",
            "%s%n",
            "\u00e9",
            "null",
            "");
    /** No server hands these on, but nothing of ours may rely on that. */
    private static final List<String> NEVER_ON_THE_WIRE = List.of(
            "\u0661\u0667\u0669", "\uff11\uff18", "\u0000", "\r\n", "\ud800", "\uD83D\uDE00", "\u0130", "\u212a");

    private final Random random;
    private final boolean wireOnly;

    /** @param wireOnly nothing but what can be sent by HTTP */
    HeaderMutations(Random random, boolean wireOnly) {
        this.random = random;
        this.wireOnly = wireOnly;
    }

    SignedRequest spoil(SignedRequest request) {
        var lines = new ArrayList<>(request.lines());
        for (int i = random.nextInt(3); i >= 0; i--) {
            spoil(lines);
        }
        return request.with(lines);
    }

    private void spoil(List<Line> lines) {
        if (lines.isEmpty()) {
            lines.add(new Line("svix-id", piece()));
            return;
        }
        int at = random.nextInt(lines.size());
        switch (random.nextInt(8)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(lines.get(at));
            case 2 ->
                lines.add(
                        random.nextInt(lines.size() + 1), new Line(lines.get(at).name(), piece()));
            case 3 -> {
                Line other = lines.get(random.nextInt(lines.size()));
                lines.set(at, new Line(lines.get(at).name(), other.value()));
            }
            case 4 -> Collections.shuffle(lines, random);
            default -> change(lines, at, this::spoiled);
        }
    }

    private static void change(List<Line> lines, int at, UnaryOperator<String> change) {
        lines.set(at, new Line(lines.get(at).name(), change.apply(lines.get(at).value())));
    }

    private String spoiled(String value) {
        int at = value.isEmpty() ? 0 : random.nextInt(value.length());
        String before = value.substring(0, at);
        String after = value.substring(at);
        return switch (random.nextInt(11)) {
            case 0 -> before;
            case 1 -> after;
            case 2 -> before + piece() + after;
            case 3 -> before + (after.isEmpty() ? "" : after.substring(1));
            case 4 -> piece();
            case 5 -> value.toUpperCase(java.util.Locale.ROOT);
            case 6 -> latin1() + value;
            case 7 -> value + latin1();
            case 8 -> (value + ",").repeat(1 + random.nextInt(40)) + value;
            case 9 -> piece().repeat(1 + random.nextInt(wireOnly ? 20 : 3_000)) + value;
            default ->
                value.replaceFirst("[0-9a-zA-Z]", piece().replace("\\", "").replace("$", ""));
        };
    }

    private String piece() {
        if (!wireOnly && random.nextInt(6) == 0) {
            return NEVER_ON_THE_WIRE.get(random.nextInt(NEVER_ON_THE_WIRE.size()));
        }
        return PIECES.get(random.nextInt(PIECES.size()));
    }

    private String latin1() {
        var text = new StringBuilder();
        for (int i = random.nextInt(30); i >= 0; i--) {
            int c = random.nextInt(256);
            boolean printable = c >= 0x20 && c != 0x7f;
            text.append(printable || !wireOnly ? (char) c : '?');
        }
        return text.toString();
    }
}

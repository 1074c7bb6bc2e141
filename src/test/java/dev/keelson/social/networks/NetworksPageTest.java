package dev.keelson.social.networks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testing.WrittenDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes docs/networks.md from the tables of rules, options and findings. */
class NetworksPageTest {
    @ParameterizedTest
    @EnumSource
    void everyFindingSaysInWordsWhatIsWrongAndWhatToDo(FindingCode code) {
        assertThat(code.name()).matches("[A-Z]+(_[A-Z]+)*");
        assertThat(code.meaning()).matches("\\p{Lu}.*[^.!\\s]");
        assertThat(code.action()).matches("\\p{Lu}.*\\S\\.");
    }

    @Test
    void pageIsWrittenFromTheTables() throws IOException {
        var page = new WrittenDocument("networks.md");
        page.paragraph("# What each network takes");
        page.paragraph("""
                The rules that `POST /api/v1/social/posts/validate` checks a post against, and that every post is checked against before it
                is scheduled or sent. `GET /api/v1/social/platforms` has the same as JSON, each value with its source. They are as of
                %s. A value with *advice* is a warning; breaking any other is an error.
                """.formatted(NetworkTable.AS_OF));
        page.paragraph("`NetworksPageTest` writes this page from the code. Do not edit it.");
        for (var rules : NetworkTable.all()) {
            network(page, rules);
        }
        findings(page);

        page.isCheckedIn();
    }

    private static void network(WrittenDocument page, NetworkRules rules) {
        page.paragraph("## " + rules.platform().displayName());
        page.paragraph("`" + rules.platform().id() + "` " + rules.counting().meaning() + ". "
                + String.join(" ", rules.notes()));
        page.table(
                List.of("rule", "value", "note"),
                rules.cells().stream()
                        .map(cell -> List.of(
                                cell.rule().label(),
                                cell.inWords() + (cell.advice() ? " (advice)" : ""),
                                cell.note() == null ? "" : cell.note()))
                        .toList());
        var options = NetworkOptions.of(rules.platform());
        if (options.name() == null) {
            page.paragraph("It has no options.");
            return;
        }
        page.paragraph("Options, sent as `%s`:%s"
                .formatted(options.name(), options.note() == null ? "" : " " + options.note()));
        var rows = new ArrayList<List<String>>();
        options.options().forEach(option -> add(rows, "", option));
        page.table(List.of("option", "type", "values", "note"), rows);
        options.exclusive()
                .forEach(group -> page.paragraph("At most one of "
                        + group.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", ")) + "."));
    }

    private static void add(List<List<String>> rows, String path, NetworkOption option) {
        String name = path + option.name();
        rows.add(List.of("`" + name + "`", type(option), values(option), option.note() == null ? "" : option.note()));
        option.fields().forEach(field -> add(rows, name + ".", field));
        if (option.entries() != null) {
            option.entries().fields().forEach(field -> add(rows, name + "[].", field));
        }
    }

    private static String type(NetworkOption option) {
        return option.type().id()
                + (option.entries() == null
                        ? ""
                        : " of " + option.entries().type().id())
                + (option.required() ? ", required" : "");
    }

    private static String values(NetworkOption option) {
        if (!option.allowed().isEmpty()) {
            return String.join(", ", option.allowed());
        }
        String unit = switch (option.type()) {
            case STRING -> " characters";
            case LIST -> " entries";
            case INTEGER, NUMBER, BOOLEAN, OBJECT -> "";
        };
        String least = option.least() == null ? "" : "at least " + number(option.least());
        String most = option.most() == null ? "" : "at most " + number(option.most());
        String bounds = least + (least.isEmpty() || most.isEmpty() ? "" : ", ") + most;
        return bounds.isEmpty() ? "" : bounds + unit;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,d", (long) value);
    }

    private static void findings(WrittenDocument page) {
        page.paragraph("## Findings");
        page.paragraph("""
                What a check can find. Each has a `severity`, this `code`, the `field` of the request, a `message`, the `action`, and for
                texts `position` and `length` as JavaScript counts.
                """);
        page.table(
                List.of("code", "severity", "meaning", "what to do"),
                Arrays.stream(FindingCode.values())
                        .map(code ->
                                List.of("`" + code.name() + "`", code.severity().id(), code.meaning(), code.action()))
                        .toList());
    }
}

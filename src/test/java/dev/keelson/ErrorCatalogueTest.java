package dev.keelson;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.clients.ayrshare.AyrshareCode;
import dev.keelson.clients.stripe.StripeDecline;
import dev.keelson.shared.ProblemType;
import dev.keelson.social.posts.PublishFailureRows;
import dev.keelson.testing.WrittenDocument;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

/** Writes docs/errors.md from what may be answered, and looks that each of it helps who meets it. */
class ErrorCatalogueTest {
    private static final List<ProblemType> PROBLEMS = problems();

    private static List<ProblemType> problems() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AssignableTypeFilter(ProblemType.class));
        return scanner.findCandidateComponents("dev.keelson").stream()
                .map(found -> ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), null))
                .flatMap(type -> constants(type).stream())
                .toList();
    }

    private static List<ProblemType> constants(Class<?> type) {
        assertThat(type.isEnum()).as("%s lists its problems as an enum", type).isTrue();
        return Arrays.stream(type.getEnumConstants())
                .map(ProblemType.class::cast)
                .toList();
    }

    @Test
    void everyCodeMeansOneThing() {
        assertThat(PROBLEMS)
                .hasSizeGreaterThan(50)
                .extracting(ProblemType::name)
                .doesNotHaveDuplicates();
    }

    @Test
    void everyProblemSaysInWordsWhatIsWrongAndWhatToDo() {
        var softly = new SoftAssertions();

        for (ProblemType problem : PROBLEMS) {
            softly.assertThat(problem.name()).matches("[A-Z]+(_[A-Z]+)*");
            softly.assertThat(problem.status().isError()).as(problem.name()).isTrue();
            softly.assertThat(problem.title()).as(problem.name()).matches("\\p{Lu}.*[^.!\\s]");
            softly.assertThat(problem.action()).as(problem.name()).matches("\\p{Lu}.*\\S\\.");
        }

        softly.assertAll();
    }

    @Test
    void everyVendorsCodeSaysWhatToDo() {
        assertThat(AyrshareCode.values())
                .extracting(AyrshareCode::meaning)
                .allMatch(text -> text.matches("\\p{Lu}.*[^.!\\s]"));
        assertThat(AyrshareCode.values())
                .extracting(AyrshareCode::action)
                .allMatch(text -> text.matches("\\p{Lu}.*\\S\\."));
        assertThat(StripeDecline.values())
                .extracting(StripeDecline::action)
                .allMatch(text -> text.matches("\\p{Lu}.*\\S\\."));
        assertThat(PublishFailureRows.all())
                .extracting(List::getLast)
                .allMatch(text -> text.matches("\\p{Lu}.*\\S\\."));
    }

    @Test
    void catalogueIsWrittenFromTheCode() throws IOException {
        var catalogue = new WrittenDocument("errors.md");
        catalogue.paragraph("# Errors");
        catalogue.paragraph("""
                Every problem is answered as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) `application/problem+json`. Its
                `code` is stable: decide by it, and never by a text. `title` is the same each time, `detail` says what happened
                this time, `action` what the user can do now, and `traceId` finds the request in our log. `errors` names the
                fields that are wrong, `retryAfter` is in seconds, and the same as the header `Retry-After`.
                """);
        catalogue.paragraph("`ErrorCatalogueTest` writes this page from the code. Do not edit it.");
        byModule().forEach((module, problems) -> {
            catalogue.paragraph(heading(module));
            catalogue.table(
                    List.of("code", "status", "meaning", "what to do"),
                    problems.stream()
                            .sorted(comparing(ProblemType::name))
                            .map(problem -> List.of(
                                    code(problem.name()),
                                    Integer.toString(problem.status().value()),
                                    problem.title(),
                                    problem.action()))
                            .toList());
        });
        vendors(catalogue);

        catalogue.isCheckedIn();
    }

    private static void vendors(WrittenDocument catalogue) {
        catalogue.paragraph("## What vendors say");
        catalogue.paragraph("### A post that did not go out");
        catalogue.paragraph("""
                Each target of a post has a result of its own. Where it failed, `error.code` is one of these. *Again* says
                whether the same may succeed when it is retried.
                """);
        catalogue.table(
                List.of("code", "again", "meaning", "what to do"),
                PublishFailureRows.all().stream()
                        .map(row -> List.of(code(row.get(0)), row.get(1), row.get(2), row.get(3)))
                        .toList());
        catalogue.paragraph("### Ayrshare's codes");
        catalogue.paragraph("""
                A target's `error.vendorCode`. Where it is one of these, `error.meaning` and `error.action` are the ones that stand
                here.
                """);
        catalogue.table(
                List.of("code", "kind", "meaning", "what to do"),
                Arrays.stream(AyrshareCode.values())
                        .map(known -> List.of(
                                Integer.toString(known.code()),
                                known.kind().name().toLowerCase(Locale.ROOT),
                                known.meaning(),
                                known.action()))
                        .toList());
        catalogue.paragraph("### Stripe's reasons to decline a card");
        catalogue.paragraph("""
                They decide the `action` of `CARD_DECLINED`. A reason that points at fraud, loss or theft is told as a plain refusal: whoever holds the
                card must not learn it from us. `other` stands for every reason that is not listed.
                """);
        catalogue.table(
                List.of("decline code", "what to do"),
                Arrays.stream(StripeDecline.values())
                        .map(decline -> List.of(code(decline.code()), decline.action()))
                        .toList());
    }

    private static Map<String, List<ProblemType>> byModule() {
        Comparator<String> sharedFirst = comparing(module -> !module.equals("shared"));
        return PROBLEMS.stream()
                .collect(groupingBy(
                        ErrorCatalogueTest::module,
                        () -> new TreeMap<>(sharedFirst.thenComparing(naturalOrder())),
                        toList()));
    }

    private static String module(ProblemType problem) {
        String below = problem.getClass().getPackageName().substring("dev.keelson.".length());
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }

    private static String heading(String module) {
        return module.equals("shared") ? "## Any endpoint" : "## `" + module + "`";
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}

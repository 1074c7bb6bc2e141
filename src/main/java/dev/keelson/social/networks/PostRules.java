package dev.keelson.social.networks;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.keelson.shared.Problem;
import dev.keelson.shared.Problem.FieldError;
import dev.keelson.shared.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Checks a post against the rules of the networks that it is for, before one of them refuses it minutes later. */
public final class PostRules {
    private PostRules() {}

    /**
     * The verdict for one network.
     *
     * @param text what would go out
     * @param length in the network's own counting; of a thread, that of its longest part
     * @param parts of a thread, null where it is none
     * @param optimized what the text could be made into, null where that was not asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Verdict(
            Platform platform,
            boolean valid,
            String text,
            int length,
            int maxLength,
            @Nullable List<String> parts,
            List<Finding> findings,
            @Nullable Optimized optimized) {}

    /** By what the addresses of media tell. */
    public static List<Verdict> check(PostContent post) {
        return check(post, _ -> Optional.empty(), null);
    }

    /**
     * @param media what is known of the medium at an address
     * @param goesOutAt null where it goes out now, or where that is not known
     */
    public static List<Verdict> check(
            PostContent post, Function<String, Optional<MediaFacts>> media, @Nullable Instant goesOutAt) {
        return IntStream.range(0, post.targets().size())
                .mapToObj(i -> verdict(post, i, media, goesOutAt, null))
                .toList();
    }

    /** The same, with what each text could be made into. */
    public static List<Verdict> review(
            PostContent post, Function<String, Optional<MediaFacts>> media, @Nullable Instant goesOutAt) {
        return IntStream.range(0, post.targets().size())
                .mapToObj(i -> verdict(post, i, media, goesOutAt, Optimizer.optimize(post, i)))
                .toList();
    }

    /** @throws ProblemException {@code POST_BREAKS_RULES} with every error of every network */
    public static void require(
            PostContent post, Function<String, Optional<MediaFacts>> media, @Nullable Instant goesOutAt) {
        var errors = check(post, media, goesOutAt).stream()
                .flatMap(verdict -> verdict.findings().stream()
                        .filter(Finding::isError)
                        .map(finding -> new FieldError(
                                finding.field(),
                                "%s: %s. %s"
                                        .formatted(
                                                verdict.platform().displayName(),
                                                finding.message(),
                                                finding.action()))))
                .toList();
        if (!errors.isEmpty()) {
            throw new ProblemException(Problem.of(
                            RuleProblem.POST_BREAKS_RULES,
                            errors.size() == 1
                                    ? errors.getFirst().message()
                                    : errors.size() + " rules of the networks are broken.")
                    .errors(errors));
        }
    }

    /** What is wrong with text, title and first comment alone. */
    static List<Finding> textFindings(PostContent post, int index) {
        var check = new Checking(post, index);
        TextChecks.check(check);
        return check.findings();
    }

    private static Verdict verdict(
            PostContent post,
            int index,
            Function<String, Optional<MediaFacts>> media,
            @Nullable Instant goesOutAt,
            @Nullable Optimized optimized) {
        var check = new Checking(post, index);
        TextChecks.check(check);
        MediaChecks.check(check, media, goesOutAt);
        OptionChecks.check(check);
        var findings = check.findings();
        var parts = check.isThread() ? Threads.parts(check.text()) : null;
        return new Verdict(
                check.target().platform(),
                findings.stream().noneMatch(Finding::isError),
                check.text(),
                check.rules().counting().length(check.text(), parts),
                TextChecks.limit(check),
                parts,
                findings,
                optimized);
    }
}

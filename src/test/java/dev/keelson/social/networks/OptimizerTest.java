package dev.keelson.social.networks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.social.networks.PostContent.TargetContent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Variants of one text: what they keep, what they lose, and that nothing is done where nothing has to be. */
class OptimizerTest {
    /** What only an author can correct. */
    private static final Set<String> NOT_OURS =
            Set.of("TEXT_REQUIRED", "PHONE_NUMBER", "TITLE_REQUIRED", "SUBREDDIT_REQUIRED");

    static LongStream seeds() {
        return LongStream.range(1_000, 1_025);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void optimisedTextOfAnyTextIsTakenOrSaysWhyNotAndStaysAsItIs(long seed) {
        var texts = new RandomTexts(seed);
        String text = texts.next();

        for (Platform platform : Platform.values()) {
            boolean thread = texts.coin() && NetworkRules.of(platform).has(Rule.THREADS);
            var post = post(platform, text, thread, thread && texts.coin() ? Map.of("threadNumber", true) : Map.of());
            var optimized = Optimizer.optimize(post, 0);

            var applied = Optimizer.apply(post);
            assertThat(PostRules.textFindings(applied, 0).stream()
                            .filter(Finding::isError)
                            .toList())
                    .isEqualTo(optimized.remaining());
            if (hasNoOverlongSpan(text, platform)) {
                assertThat(optimized.remaining())
                        .as("%s: %s", platform, optimized.text())
                        .extracting(Finding::code)
                        .allMatch(NOT_OURS::contains);
            }
            var again = Optimizer.optimize(applied, 0);
            assertThat(again.changes()).as("%s: %s", platform, optimized.text()).isEmpty();
            assertThat(again.text()).isEqualTo(optimized.text());
            assertThat(Optimizer.apply(applied)).isEqualTo(applied);
            assertThat(optimized.changes().isEmpty())
                    .isEqualTo(optimized.text().equals(text) && optimized.title() == null);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shorteningTearsNothing(long seed) {
        String text = new RandomTexts(seed).ofWords(120);
        var pieces = new Pieces(text);

        for (Counting counting : Counting.values()) {
            for (int limit : new int[] {20, 100, 280}) {
                Shortening.cut(text, limit, counting)
                        .filter(cut -> !cut.equals(text))
                        .ifPresent(cut -> {
                            String kept = cut.substring(0, cut.length() - 1);
                            int end = text.startsWith(kept) ? kept.length() : kept.length() - 1;
                            assertThat(cut).endsWith("…");
                            assertThat(text).startsWith(kept.substring(0, end));
                            assertThat(pieces.isCut(end)).isTrue();
                            assertThat(counting.length(cut)).isLessThanOrEqualTo(limit);
                        });
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void textThatIsTakenStaysAsItIs(Platform platform) {
        var optimized =
                Optimizer.optimize(post(platform, "Hello @anna, see https://example.com #one", false, Map.of()), 0);

        assertThat(optimized.text()).isEqualTo("Hello @anna, see https://example.com #one");
        assertThat(optimized.remaining()).isEmpty();
    }

    @Test
    void shortenedAtAWordWithItsHashtagsAtTheEnd() {
        String text = "word ".repeat(60) + "https://example.com/a #late #last";

        var optimized = Optimizer.optimize(post(Platform.X, text, false, Map.of()), 0);

        assertThat(optimized.text()).matches("(word )+word… #late #last");
        assertThat(optimized.length()).isBetween(270, 280);
        assertThat(optimized.changes())
                .containsExactly("shortened from 335 to %d characters".formatted(optimized.length()));
    }

    @Test
    void linkIsNeverCut() {
        String link = "https://example.com/" + "a".repeat(100);
        String text = "b".repeat(250) + " " + link;

        assertThat(Optimizer.optimize(post(Platform.BLUESKY, text, false, Map.of()), 0)
                        .text())
                .isEqualTo("b".repeat(250) + "…");
        assertThat(Optimizer.optimize(post(Platform.X, text, false, Map.of()), 0)
                        .text())
                .isEqualTo(text);
    }

    @Test
    void linkAloneThatIsTooLongIsSaidAndNotCut() {
        String link = "https://example.com/" + "a".repeat(400);

        var optimized = Optimizer.optimize(post(Platform.BLUESKY, link, false, Map.of()), 0);

        assertThat(optimized.text()).isEqualTo(link);
        assertThat(optimized.remaining()).extracting(Finding::code).containsExactly("TEXT_TOO_LONG");
    }

    @Test
    void surplusHashtagsLoseTheirSignInASentenceAndGoAtTheEnd() {
        var optimized = Optimizer.optimize(
                post(Platform.INSTAGRAM, "#a #b and #c with #d by #e in #f today\n#g #h", false, Map.of()), 0);

        assertThat(optimized.text()).isEqualTo("#a #b and #c with #d by #e in f today");
        assertThat(optimized.changes())
                .containsExactlyInAnyOrder("no hashtag any more: #f", "hashtag dropped: #g", "hashtag dropped: #h");
    }

    @Test
    void repeatedMentionKeepsItsName() {
        var optimized = Optimizer.optimize(post(Platform.X, "@anna and @bob, says @Anna", false, Map.of()), 0);

        assertThat(optimized.text()).isEqualTo("@anna and @bob, says Anna");
    }

    @Test
    void angleBracketsAreReplacedAndTheTitleIsMade() {
        var optimized = Optimizer.optimize(post(Platform.YOUTUBE, "\nHow a < b\nand more", false, Map.of()), 0);

        assertThat(optimized.text()).isEqualTo("\nHow a ‹ b\nand more");
        assertThat(optimized.title()).isEqualTo("How a ‹ b");
    }

    @Test
    void threadIsSplitAtParagraphsSentencesAndWords() {
        String paragraph =
                "This is a sentence of some length that is there. ".repeat(8).strip();
        var optimized =
                Optimizer.optimize(post(Platform.X, "Short.\n\n" + paragraph, true, Map.of("threadNumber", true)), 0);

        assertThat(optimized.parts()).hasSize(3).allSatisfy(part -> {
            assertThat(part).endsWith(".").doesNotContain("\n");
            assertThat(Counting.X_WEIGHTED.length(part)).isLessThanOrEqualTo(273);
        });
        assertThat(optimized.text()).isEqualTo(String.join("\n\n", optimized.parts()));
        assertThat(optimized.remaining()).isEmpty();
    }

    private static boolean hasNoOverlongSpan(String text, Platform platform) {
        var rules = NetworkRules.of(platform);
        return Span.in(text).stream()
                .allMatch(span -> rules.counting().length(span.of(text)) < rules.maxTextLength() / 2);
    }

    @Test
    @Timeout(60)
    void timeToSplitALongTextGrowsWithItAndNotWithItsSquare() {
        String text = "word ".repeat(5_999).strip();

        var parts =
                Optimizer.optimize(post(Platform.X, text, true, Map.of()), 0).parts();

        assertThat(parts).hasSize(108).allMatch(part -> part.length() <= 280);
        assertThat(String.join(" ", parts)).isEqualTo(text);
    }

    @Test
    void textThatWouldBecomeHundredsOfPostsIsLeftAsItIsWithItsError() {
        String text = "ab.cd ".repeat(16_000).strip();

        var optimized = Optimizer.optimize(post(Platform.X, text, true, Map.of()), 0);

        assertThat(optimized.text()).isEqualTo(text);
        assertThat(optimized.remaining()).extracting(Finding::code).contains(FindingCode.TEXT_TOO_LONG.name());
    }

    private static PostContent post(Platform platform, String text, boolean thread, Map<String, Object> options) {
        return new PostContent(
                text, List.of(), List.of(new TargetContent(platform, null, null, "test", null, null, thread, options)));
    }
}

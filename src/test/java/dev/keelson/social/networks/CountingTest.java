package dev.keelson.social.networks;

import static org.assertj.core.api.Assertions.assertThat;

import com.twitter.twittertext.TwitterTextParser;
import dev.keelson.social.networks.Counting.Unit;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Lengths as the networks count them, on texts that nobody chose. */
class CountingTest {
    private static final int TEXTS = 40;
    /** Joiner, variation selectors, keycap, and bases of keycaps. */
    private static final String MARKS = "\u200D\uFE0F\uFE0E\u20E3#*159\u00A9\u00AE\u3299\u0301";

    static LongStream seeds() {
        return LongStream.range(0, TEXTS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void lengthIsTheSumOfUnitsThatCoverTheText(long seed) {
        String text = new RandomTexts(seed).next();

        for (Counting counting : Counting.values()) {
            var units = counting.units(text);
            assertThat(units.stream().mapToInt(Unit::weight).sum())
                    .as(counting.id())
                    .isEqualTo(counting.length(text));
            int at = 0;
            for (Unit unit : units) {
                assertThat(unit.start()).isEqualTo(at);
                at = unit.end();
            }
            assertThat(at).isEqualTo(text.length());
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void xCountsAsItsOwnLibraryDoes(long seed) {
        String text = "x " + new RandomTexts(seed).next();

        assertThat(Counting.X_WEIGHTED.length(text)).isEqualTo(TwitterTextParser.parseTweet(text).weightedLength);
    }

    /** Of all characters that there are, and halves of them, with what makes an emoji of others. */
    @ParameterizedTest
    @MethodSource("seeds")
    void xCountsAnyCharactersAsItsOwnLibraryDoes(long seed) {
        var random = new SplittableRandom(seed);
        var text = new StringBuilder("x ");
        for (int i = 0; i < 300; i++) {
            int kind = random.nextInt(10);
            text.appendCodePoint(
                    switch (kind) {
                        case 0, 1 -> random.nextInt(0x20, 0x7F);
                        case 2, 3 -> random.nextInt(0x80, 0x3400);
                        case 4 -> random.nextInt(0x1F000, 0x1FB00);
                        case 5 -> MARKS.charAt(random.nextInt(MARKS.length()));
                        case 6 -> random.nextInt(0xD800, 0xE000);
                        default -> random.nextInt(0x20, 0x110000);
                    });
        }
        String any = text.toString().replace('.', ' ');

        assertThat(Counting.X_WEIGHTED.length(any)).isEqualTo(TwitterTextParser.parseTweet(any).weightedLength);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void excessBeginsAtTheUnitThatIsTooMuch(long seed) {
        String text = new RandomTexts(seed).next();

        for (Counting counting : Counting.values()) {
            for (int limit : new int[] {0, 1, 10, 100, 280}) {
                var excess = counting.excess(text, limit);
                assertThat(excess.isPresent()).isEqualTo(counting.length(text) > limit);
                excess.ifPresent(position -> {
                    assertThat(counting.units(text)).extracting(Unit::start).contains(position);
                    assertThat(counting.units(text).stream()
                                    .filter(unit -> unit.start() < position)
                                    .mapToInt(Unit::weight)
                                    .sum())
                            .isLessThanOrEqualTo(limit);
                });
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "👨‍👩‍👧‍👦, 1, 7",
        "🇩🇪🇫🇷, 2, 4",
        "👍🏽, 1, 2",
        "1️⃣, 1, 3",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿, 1, 7",
        "🫱🏻‍🫲🏿, 1, 5",
        "क्षि, 1, 4",
        "नमस्ते, 3, 6",
        "각, 1, 1",
        "https://e.com/a, 15, 15"
    })
    void whatAReaderSeesAsOneIsOne(String text, int graphemes, int codePoints) {
        assertThat(Counting.GRAPHEMES.length(text)).isEqualTo(graphemes);
        assertThat(Counting.CODE_POINTS.length(text)).isEqualTo(codePoints);
    }

    @Test
    void emptyTextHasNoLength() {
        assertThat(Arrays.stream(Counting.values()).mapToInt(counting -> counting.length("")))
                .containsOnly(0);
    }

    static Stream<String> hostile() {
        return Stream.of(
                "a.".repeat(2_000),
                "a.",
                "é.",
                "a.b-",
                "a.a.a.a ",
                "http://a",
                "@",
                "#a",
                "a-b.com ",
                "\u200d👍",
                "-.",
                "(http://e.com/(",
                "a/a.a.a.a.a.a");
    }

    /** The library alone takes minutes for some of them. */
    @ParameterizedTest
    @MethodSource("hostile")
    @Timeout(60)
    void hostileTextIsCountedInTime(String piece) {
        String text = piece.repeat(24_000 / piece.length());

        assertThat(Counting.X_WEIGHTED.excess(text, 280)).isPresent();
    }
}

package dev.keelson.social.networks;

import java.util.List;
import java.util.Random;

/** Texts as people, programs and the ill-disposed write them, the same for the same seed. */
final class RandomTexts {
    private static final List<String> WORDS = List.of(
            "hello",
            "a",
            "Straße",
            "été",
            "e\u0301te\u0301",
            "日本語の文",
            "नमस्ते",
            "क्षि",
            "각하",
            "тест",
            "don't",
            "e.g.",
            "3.14",
            "node.js",
            "👍",
            "👨‍👩‍👧‍👦",
            "🇩🇪",
            "👍🏽",
            "1️⃣",
            "☺️",
            "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
            "🫱🏻‍🫲🏿",
            "<b>",
            "a<b",
            "#",
            "@",
            "…",
            "\uD83D",
            "#@x",
            "@#x",
            "##x",
            "--");
    private static final List<String> LINKS = List.of(
            "https://example.com/a/rather/long/path?with=a&query=that#fragment",
            "http://example.com",
            "example.com",
            "https://keelson.example/x",
            "https://example.com/日本",
            "www.example.co.uk/a.",
            "(https://example.com/a(b))");
    private static final List<String> TAGS =
            List.of("#one", "#two", "#日本", "#été", "#a1", "#One", "#three_four", "#1", "x#no");
    private static final List<String> MENTIONS =
            List.of("@anna", "@Anna", "@bob.smith", "@bob", "a@example.com", "@anna-bob", "@@bob");
    private static final List<String> BREAKS = List.of(
            " ",
            " ",
            " ",
            " ",
            " ",
            ". ",
            "! ",
            ", ",
            "\n",
            "\n\n",
            "\r\n",
            "\r\n\r\n",
            "\n \n",
            "\t",
            "  ",
            "",
            "\n\n\n",
            "\u3000");

    private final Random random;

    RandomTexts(long seed) {
        this.random = new Random(seed);
    }

    String next() {
        return ofWords(random.nextInt(5) == 0 ? random.nextInt(400) : random.nextInt(60));
    }

    String ofWords(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(word()).append(pick(BREAKS));
        }
        return text.toString();
    }

    private String word() {
        return switch (random.nextInt(12)) {
            case 0 -> pick(LINKS);
            case 1, 2 -> pick(TAGS);
            case 3 -> pick(MENTIONS);
            case 4 -> random.nextInt(10) == 0 ? "x".repeat(random.nextInt(700)) : pick(WORDS);
            case 5 -> random.nextInt(20) == 0 ? "https://example.com/" + "y".repeat(random.nextInt(700)) : pick(WORDS);
            default -> pick(WORDS);
        };
    }

    boolean coin() {
        return random.nextBoolean();
    }

    private String pick(List<String> some) {
        return some.get(random.nextInt(some.size()));
    }
}

package dev.keelson.clients.ayrshare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testing.WrittenDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Ayrshare's codes: that none which has been seen is missing, and the page about them. */
class AyrshareCodeTableTest {
    @Test
    void everyCodeThatHasBeenSeenIsKnown() throws IOException {
        try (var seen = Objects.requireNonNull(getClass().getResourceAsStream("/ayrshare-codes.csv"))) {
            assertThat(new String(seen.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(AyrshareCode.values())
                            .map(code -> code.code() + "," + kind(code))
                            .toList());
        }
    }

    @Test
    void pageIsWrittenFromTheCode() throws IOException {
        var page = new WrittenDocument("publishing-errors.md");
        page.paragraph("# Why a post did not go out");
        page.paragraph("""
                Where a target failed, its `error.vendorCode` is Ayrshare's code, and `error.meaning` and `error.action` are what stands
                here. *Again* says whether the same post may succeed when it is retried; `POST /api/v1/social/posts/{id}/retry` repeats
                only the targets of which that is so. What the network said stands in `error.detail`, as it said it.
                """);
        page.paragraph("`AyrshareCodeTableTest` writes this page from the code. Do not edit it.");
        page.table(
                List.of("code", "class", "meaning", "again", "what to do"),
                Arrays.stream(AyrshareCode.values())
                        .map(code -> List.of(
                                Integer.toString(code.code()),
                                kind(code),
                                code.meaning(),
                                code.kind().again(),
                                code.action()))
                        .toList());
        page.paragraph("## Any other code");
        page.paragraph("""
                Ayrshare's own table is longer than what is public of it. Any other code, 132 and 136 among them, is answered with
                "%s", and "%s" Whether it is retried follows from what Ayrshare says of it.
                """.formatted(AyrshareCode.UNKNOWN_MEANING, AyrshareCode.UNKNOWN_ACTION));

        page.isCheckedIn();
    }

    private static String kind(AyrshareCode code) {
        return code.kind().name().toLowerCase(Locale.ROOT);
    }
}

package dev.keelson.social.networks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.social.networks.PostContent.TargetContent;
import dev.keelson.social.networks.PostRules.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PostRulesTest {
    @ParameterizedTest
    @EnumSource(Platform.class)
    void everyNetworkHasRules(Platform platform) {
        var rules = NetworkRules.of(platform);

        assertThat(rules.platform()).isEqualTo(platform);
        assertThat(Platform.of(platform.id())).contains(platform);
        assertThat(Platform.of(platform.ayrshareName())).contains(platform);
    }

    @Test
    void textTooLongSaysFromWhere() {
        var verdict = check(Platform.X, "a".repeat(285));

        assertThat(verdict.valid()).isFalse();
        assertThat(verdict.length()).isEqualTo(285);
        assertThat(verdict.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("TEXT_TOO_LONG");
            assertThat(finding.field()).isEqualTo("content");
            assertThat(finding.position()).isEqualTo(280);
        });
    }

    @Test
    void textExactlyAtTheLimitIsTaken() {
        assertThat(check(Platform.X, "a".repeat(280)).valid()).isTrue();
        assertThat(check(Platform.BLUESKY, "a".repeat(300)).valid()).isTrue();
        assertThat(check(Platform.BLUESKY, "a".repeat(301)).valid()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "hello,5",
        "日本,4",
        "👨‍👩‍👧‍👦,2",
        "🇩🇪,2",
        "👍🏽,2",
        "नमस्ते,6",
        "é,1",
        "see example.com now,31",
        "node.js,7",
        "see https://example.com/a/very/long/address/indeed,27"
    })
    void xWeighsCharacters(String text, int length) {
        assertThat(Counting.X_WEIGHTED.length(text)).isEqualTo(length);
    }

    @Test
    void blueskyCountsWhatAReaderSees() {
        assertThat(Counting.GRAPHEMES.length("👨‍👩‍👧‍👦🇩🇪e\u0301")).isEqualTo(3);
        assertThat(Counting.CODE_POINTS.length("👍a")).isEqualTo(2);
    }

    @Test
    void sixthHashtagOnInstagramIsNamedByItsPosition() {
        var verdict = check(Platform.INSTAGRAM, "#a #b #c #d #e #f", "https://e.com/a.jpg");

        assertThat(verdict.findings()).first().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("TOO_MANY_HASHTAGS");
            assertThat(finding.position()).isEqualTo(15);
        });
    }

    @Test
    void cutTextIsAWarning() {
        var verdict = check(Platform.TELEGRAM, "a".repeat(1_025));

        assertThat(verdict.valid()).isTrue();
        assertThat(codes(verdict)).containsExactly("TEXT_CUT");
    }

    @Test
    void mediaRulesAreChecked() {
        assertThat(codes(check(Platform.INSTAGRAM, "hi"))).containsExactly("MEDIA_REQUIRED");
        assertThat(codes(check(Platform.REDDIT, "hi", "https://e.com/a.mp4"))).contains("MEDIA_KIND");
        assertThat(codes(check(Platform.X, "hi", "https://e.com/a.mp4", "https://e.com/a.PNG?x=1")))
                .containsExactly("MEDIA_MIXED", "MEDIA_UNCHECKED", "MEDIA_UNCHECKED");
        assertThat(codes(check(Platform.TELEGRAM, "hi", "https://e.com/a.png", "https://e.com/b.png")))
                .containsExactly("TOO_MANY_MEDIA", "MEDIA_UNCHECKED", "MEDIA_UNCHECKED");
        assertThat(codes(check(Platform.X, "hi", "https://e.com/download"))).containsExactly("MEDIA_KIND_UNKNOWN");
        assertThat(check(Platform.X, "", "https://e.com/a.png").valid()).isTrue();
        assertThat(codes(check(Platform.BLUESKY, "", "https://e.com/a.png")))
                .containsExactly("TEXT_REQUIRED", "MEDIA_UNCHECKED");
    }

    @Test
    void networksSpecialitiesAreChecked() {
        assertThat(codes(check(Platform.REDDIT, "hi"))).containsExactly("TITLE_REQUIRED", "SUBREDDIT_REQUIRED");
        assertThat(codes(check(Platform.YOUTUBE, "a < b", "https://e.com/a.mp4")))
                .containsExactly("FORBIDDEN_CHARACTER", "TITLE_REQUIRED", "MEDIA_UNCHECKED");
        assertThat(codes(check(Platform.GMB, "Call +49 30 1234567"))).containsExactly("PHONE_NUMBER");
    }

    @Test
    void findingInATargetsOwnTextNamesThatTarget() {
        var post = new PostContent(
                "fine",
                List.of(),
                List.of(
                        TargetContent.on(Platform.BLUESKY),
                        TargetContent.on(Platform.X).withText("a".repeat(281))));

        var verdicts = PostRules.check(post);

        assertThat(verdicts.getFirst().valid()).isTrue();
        assertThat(verdicts.getLast().findings()).extracting(Finding::field).containsExactly("targets[1].content");
    }

    private static Verdict check(Platform platform, String text, String... mediaUrls) {
        var target = TargetContent.on(platform);
        return PostRules.check(new PostContent(text, List.of(mediaUrls), List.of(target)))
                .getFirst();
    }

    private static List<String> codes(Verdict verdict) {
        return verdict.findings().stream().map(Finding::code).toList();
    }
}

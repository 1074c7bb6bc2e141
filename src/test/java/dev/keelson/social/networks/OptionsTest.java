package dev.keelson.social.networks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.social.networks.PostContent.TargetContent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Options by their names, what is known of media, and what Ayrshare gets of both. */
class OptionsTest {
    @Test
    void misspeltOptionIsRefusedWithTheNameThatIsMeant() {
        assertThat(found(Platform.LINKEDIN, Map.of("Visibility", "public")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("UNKNOWN_OPTION");
                    assertThat(finding.field()).isEqualTo("targets[0].options.Visibility");
                    assertThat(finding.message()).contains("'visibility'");
                });
        assertThat(found(Platform.X, Map.of("threadNumbers", true)).getFirst().message())
                .contains("'threadNumber'");
        assertThat(found(Platform.X, Map.of("title", "T")).getFirst().message()).contains("own field");
        assertThat(codes(Platform.TELEGRAM, Map.of("silent", true))).containsExactly("UNKNOWN_OPTION");
    }

    @Test
    void mistypedOrImpossibleValuesAreRefused() {
        assertThat(codes(Platform.X, Map.of("longPost", "true"))).containsExactly("OPTION_TYPE");
        assertThat(codes(Platform.X, Map.of("replySettings", "nobody"))).containsExactly("OPTION_VALUE");
        assertThat(codes(Platform.X, Map.of("poll", Map.of("duration", 60)))).containsExactly("OPTION_REQUIRED");
        assertThat(codes(Platform.X, Map.of("poll", Map.of("duration", 1.5, "options", List.of("a", "b")))))
                .containsExactly("OPTION_TYPE");
        assertThat(codes(Platform.X, Map.of("poll", Map.of("duration", 10_081, "options", List.of("a")))))
                .containsExactlyInAnyOrder("OPTION_VALUE", "OPTION_VALUE");
        assertThat(codes(Platform.X, Map.of("altText", List.of(1)))).containsExactly("OPTION_TYPE");
        assertThat(codes(Platform.X, Map.of("subTitleName", "a".repeat(151)))).containsExactly("OPTION_TOO_LONG");
        assertThat(codes(Platform.X, Map.of("blockCountries", List.of("DE"), "allowCountries", List.of("FR"))))
                .containsExactly("OPTIONS_CONFLICT");
        assertThat(codes(Platform.X, Map.of("poll", Map.of("duration", 60, "options", List.of("a", "b")))))
                .isEmpty();
    }

    @Test
    void targetsOwnFieldsGoIntoAyrsharesObject() {
        var reddit = new TargetContent(
                Platform.REDDIT, null, "T", "java", null, null, false, Map.of("link", "https://e.com"));
        var x = new TargetContent(Platform.X, null, null, null, null, null, true, Map.of("threadNumber", true));
        var snapchat =
                new TargetContent(Platform.SNAPCHAT, null, "S", null, null, null, false, Map.of("savedStory", true));

        assertThat(NetworkOptions.vendorObject(reddit))
                .isEqualTo(Map.of("redditOptions", Map.of("title", "T", "subreddit", "java", "link", "https://e.com")));
        assertThat(NetworkOptions.vendorObject(x))
                .isEqualTo(Map.of("twitterOptions", Map.of("thread", true, "threadNumber", true)));
        assertThat(NetworkOptions.vendorObject(
                        TargetContent.on(Platform.YOUTUBE).withTitle("Y")))
                .isEqualTo(Map.of("youTubeOptions", Map.of("title", "Y", "visibility", "public")));
        assertThat(NetworkOptions.vendorObject(snapchat))
                .isEqualTo(Map.of("snapChatOptions", Map.of("savedStory", true)));
        assertThat(NetworkOptions.topLevelTitle(snapchat)).contains("S");
    }

    @ParameterizedTest
    @EnumSource
    void nothingToSayIsNoObject(Platform platform) {
        assertThat(NetworkOptions.vendorObject(TargetContent.on(platform)).isEmpty())
                .isEqualTo(platform != Platform.YOUTUBE);
    }

    @Test
    void mediaThatExpireBeforeThePostGoesOutAreRefused() {
        var expires = Instant.parse("2026-12-01T10:00:00Z");
        var facts = new MediaFacts("https://e.com/a", null, "image/jpeg", 1_000L, 100, 100, null, expires, true);

        assertThat(withFacts(facts, expires)).containsExactly("MEDIA_EXPIRES");
        assertThat(withFacts(facts, expires.minusMillis(1))).isEmpty();
        assertThat(withFacts(facts, null)).isEmpty();
    }

    @Test
    void whatIsNotKnownOrNotThereIsSaid() {
        var unreachable = new MediaFacts("https://e.com/a", null, "image/png", 1L, 100, 100, null, null, false);
        var strange =
                new MediaFacts("https://e.com/a", MediaKind.IMAGE, "image/x-icon", 1L, 100, 100, null, null, true);
        var video =
                new MediaFacts("https://e.com/a", null, "video/mp4", 1L, null, null, Duration.ofSeconds(9), null, true);

        assertThat(withFacts(unreachable, null)).containsExactly("MEDIA_UNREACHABLE");
        assertThat(withFacts(strange, null)).containsExactly("MEDIA_FORMAT");
        assertThat(withFacts(video, null)).containsExactly("MEDIA_UNCHECKED");
        assertThat(withFacts(MediaFacts.unknown("https://e.com/a"), null)).containsExactly("MEDIA_KIND_UNKNOWN");
    }

    private static List<String> withFacts(MediaFacts facts, @Nullable Instant goesOutAt) {
        var post = new PostContent("Hi", List.of(facts.url()), List.of(TargetContent.on(Platform.X)));
        return PostRules.check(post, _ -> Optional.of(facts), goesOutAt).getFirst().findings().stream()
                .map(Finding::code)
                .toList();
    }

    private static List<String> codes(Platform platform, Map<String, Object> options) {
        return found(platform, options).stream().map(Finding::code).toList();
    }

    private static List<Finding> found(Platform platform, Map<String, Object> options) {
        var target = new TargetContent(platform, null, null, null, null, null, false, options);
        return PostRules.check(new PostContent("Hi", List.of(), List.of(target)))
                .getFirst()
                .findings();
    }
}

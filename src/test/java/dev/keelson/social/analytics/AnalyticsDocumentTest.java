package dev.keelson.social.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.social.networks.Platform;
import dev.keelson.testing.WrittenDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Writes docs/analytics.md from the tables. */
class AnalyticsDocumentTest {
    @Test
    void everyReasonIsASentence() {
        assertThat(MetricReason.values())
                .extracting(MetricReason::meaning)
                .allMatch(text -> text.matches("\\p{Lu}.*[^.]\\."))
                .doesNotHaveDuplicates();
    }

    @Test
    void pageIsWrittenFromTheTables() throws IOException {
        var page = new WrittenDocument("analytics.md");
        page.paragraph("# Analytics");
        page.paragraph("""
                `AnalyticsDocumentTest` writes this page from the code. Do not edit it.
                """);
        page.paragraph("""
                `GET /social/analytics` adds up how posts did, `GET /social/posts/{id}/analytics` shows one of them with its history,
                `POST /social/posts/{id}/analytics/refresh` asks for its numbers now, and `GET /social/best-times` says when own posts did
                best. All of it comes from the networks by way of Ayrshare.
                """);
        rules(page);
        numbers(page);
        accounts(page);
        collection(page);
        bestTimes(page);
        page.isCheckedIn();
    }

    private static void rules(WrittenDocument page) {
        page.paragraph("""
                ## What a number is, and what it is not

                - A number that nobody has told is `null` with a reason, and never 0. 0 is what a network has said.
                - A sum is the sum of what is known. `posts` says of how many posts it should be, `known` of how many it is, and `missing` why
                  the others are not in it; the two add up to `posts`. A post on two networks counts as two.
                - A post belongs to the day on which it was published, on the clock of `timeZone`: the parameter, else that of the user's
                  schedule, else UTC. Days of 23 and 25 hours are what they are. A day's sum is how its posts are doing *by now*; how they grew is each
                  post's `history`.
                - `asOf` is when the network counted. `lag` is how long it takes until it tells at all: until then the state is `pending`.
                - Networks correct their numbers, also downwards. What they say last is what is shown. A number that is missing of an answer,
                  or an answer that is an error, takes nothing away of what was known.
                - A deleted post keeps the numbers that were known, and stays in the sums of its day: what it did, it did. It is not asked for
                  any more. With its user everything is erased.
                """);
        page.paragraph("| state | |\n|---|---|\n" + """
                | `pending` | there are none yet, and they are being asked for |
                | `collected` | there are some; `nextUpdate` says when newer ones come, `reason` why none do |
                | `not_available` | the network has no analytics |
                | `expired` | the network no longer tells any: a story after its day. What is known stays |
                | `failed` | they are no longer asked for, since the answer would be the same; a refresh tries once more |
                """.strip());
        page.paragraph("Reasons:");
        page.table(
                List.of("reason", "meaning"),
                Arrays.stream(MetricReason.values())
                        .map(reason -> List.of("`" + reason.id() + "`", reason.meaning()))
                        .toList());
    }

    private static void numbers(WrittenDocument page) {
        page.paragraph("## Where the numbers of a post come from");
        page.paragraph("""
                The names are the network's own, as Ayrshare hands them on (as of %s); they are in `own` as they came. `a | b` is the
                first that is there; in `a + b` the first has to be there and the others count where they are. **–** means that the network
                does not tell the number; **?** that there are numbers whose names are not documented, which are in `own` and nowhere
                else; **none** that there are no analytics.
                """.formatted(NetworkMetrics.AS_OF));
        List<String> columns = new ArrayList<>(List.of("network"));
        Arrays.stream(Metric.values()).map(Metric::id).forEach(columns::add);
        columns.add("told after");
        page.table(
                columns,
                NetworkMetrics.all().stream().map(AnalyticsDocumentTest::row).toList());
        page.paragraph("A story's numbers, on Instagram and Facebook, are told for 24 hours.");
    }

    private static List<String> row(NetworkMetrics network) {
        List<String> cells = new ArrayList<>(List.of(network.platform().displayName()));
        for (Metric metric : Metric.values()) {
            cells.add(cell(network, metric));
        }
        var lag = network.lag();
        cells.add(
                lag == null
                        ? ""
                        : "%d–%d h".formatted(lag.from().toHours(), lag.to().toHours()));
        return cells;
    }

    private static String cell(NetworkMetrics network, Metric metric) {
        return switch (network.known()) {
            case NO_ANALYTICS -> "none";
            case NAMES_UNKNOWN -> "?";
            case KNOWN -> {
                var source = network.told().get(metric);
                var meaning = network.meanings().get(metric);
                yield source == null ? "–" : "`" + source.text() + "`" + (meaning == null ? "" : ": " + meaning);
            }
        };
    }

    private static void accounts(WrittenDocument page) {
        page.paragraph("## Where the numbers of an account come from");
        page.paragraph("""
                Once a day (UTC), so that their growth can be seen. The networks that are not here are not asked: what they call their
                numbers is not documented.
                """);
        page.table(
                List.of("network", "followers", "following", "posts"),
                Arrays.stream(Platform.values())
                        .flatMap(platform -> AccountNumbers.on(platform)
                                .map(names -> List.of(
                                        platform.displayName(),
                                        text(names.followers()),
                                        text(names.following()),
                                        text(names.posts())))
                                .stream())
                        .toList());
    }

    private static String text(@Nullable Source source) {
        return source == null ? "–" : "`" + source.text() + "`";
    }

    private static void collection(WrittenDocument page) {
        var settings = TestSettings.usual();
        page.paragraph("""
                ## When they are collected

                A post is asked for when it is %s old, then each day until it is %d days old, then each week until it is %d. A network that
                tells nothing before a day is not asked before; a story is asked for a last time an hour before its day is over. What
                was missed while nobody asked is made up for once. These are `keelson.social.analytics.*`.

                A profile has %d of Ayrshare's calls in %d minutes for this: the rest is for publishing and for users. Who has more posts
                that are due than that has the others put off, spread over the time that they need, and keeps nobody else waiting. X has
                a limit of its own, %d calls in 24 hours over all profiles, of which %d are kept for refreshes.

                What cannot be asked is asked again, later and later; a limit that is reached counts as nobody's failure. A refusal is
                borne %d times. All numbers of a post's first %d days are kept, then the last of each day.

                A refresh does not ask again what was answered within %d minutes, for Ayrshare does not count anew before that: the
                answer is what is known, with `refreshableAt`. Where the limit is used up it is `429` `ANALYTICS_BUDGET_SPENT` with
                `Retry-After`.
                """.formatted(
                        settings.early().stream()
                                .map(age -> age.toHours() + " h")
                                .reduce((a, b) -> a + ", " + b)
                                .orElseThrow(),
                        settings.dailyUntil().toDays(),
                        settings.weeklyUntil().toDays(),
                        settings.callsPerProfile(),
                        settings.profileWindow().toMinutes(),
                        settings.xCallsADay(),
                        settings.xCallsForUsers(),
                        settings.maxRefusals(),
                        settings.keepAll().toDays(),
                        settings.fresh().toMinutes()));
    }

    private static void bestTimes(WrittenDocument page) {
        var settings = TestSettings.usual();
        page.paragraph("""
                ## Best times

                Each post of the last %d days whose numbers were counted when it was two days old, or later, is compared with the median
                of its network: engagement is likes, shares, comments and clicks together. A post on several networks is one post.
                The hours of the week are those on the user's clock when it was published.

                An hour's `lift` is how many times the usual engagement to expect. It is drawn towards 1, by empirical Bayes: the fewer
                posts the hour has, and the less hours differ beyond what posts of one hour do, the more. `low` and `high` hold nine
                chances in ten. `confidence` is `high` where the hour is better than usual with 39 chances in 40 and has five posts,
                `medium` with nine in ten, and `low` where it may as well be chance. With less than %d posts, or three in an hour,
                nothing is said. It is what was, and no promise: who posts their best at six has good results at six.
                """.formatted(settings.bestTimesOf().toDays(), settings.bestTimesMinPosts()));
    }
}

package dev.keelson.social.networks;

import dev.keelson.social.networks.PostContent.TargetContent;
import dev.keelson.social.networks.XText.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Makes of one text a variant that a network takes. What is already taken is left as it is; an optimised text stays as it
 * is. Nothing here is applied to a post without its author asking for it.
 */
public final class Optimizer {
    /** Taking away one sign may make another of what stood around it. */
    private static final int MOST_ROUNDS = 10;

    private static final int MOST_CHANGES = 20;

    /** A longer text is none that anybody wants in hundreds of posts, and takes a second to be split. */
    private static final int LONGEST_THREAD = 30_000;

    private static final Pattern LINE = Pattern.compile("\\R");

    private final NetworkRules rules;
    private final TargetContent target;
    private final int limit;
    private final Set<String> changes = new LinkedHashSet<>();
    private String text;
    private String title;

    private Optimizer(Checking check) {
        this.rules = check.rules();
        this.target = check.target();
        this.limit = TextChecks.limit(check);
        this.text = check.text();
        this.title = check.title();
    }

    /** The post with every target's variant as its own text. */
    public static PostContent apply(PostContent post) {
        return new PostContent(
                post.text(),
                post.mediaUrls(),
                IntStream.range(0, post.targets().size())
                        .mapToObj(i -> variant(post, i, optimize(post, i)))
                        .toList());
    }

    static Optimized optimize(PostContent post, int index) {
        var optimizer = new Optimizer(new Checking(post, index));
        optimizer.run();
        var changed = new Optimized(
                optimizer.text,
                optimizer.isThread() ? Threads.parts(optimizer.text) : null,
                optimizer.title.equals(new Checking(post, index).title()) ? null : optimizer.title,
                0,
                optimizer.changes(),
                List.of());
        var targets = new ArrayList<>(post.targets());
        targets.set(index, variant(post, index, changed));
        var remaining = PostRules.textFindings(new PostContent(post.text(), post.mediaUrls(), targets), index).stream()
                .filter(Finding::isError)
                .toList();
        return new Optimized(
                changed.text(),
                changed.parts(),
                changed.title(),
                optimizer.rules.counting().length(changed.text(), changed.parts()),
                changed.changes(),
                remaining);
    }

    private static TargetContent variant(PostContent post, int index, Optimized optimized) {
        var target = post.targets().get(index);
        var titled = optimized.title() == null ? target : target.withTitle(optimized.title());
        return optimized.text().equals(post.textFor(target)) ? titled : titled.withText(optimized.text());
    }

    private boolean isThread() {
        return target.thread() && rules.has(Rule.THREADS);
    }

    private void run() {
        int before = rules.counting().length(text);
        for (int round = 0; round < MOST_ROUNDS && step(); round++) {
            // Until nothing changes.
        }
        int after = rules.counting().length(text);
        if (after < before && !isThread() && before > limit) {
            changes.add("shortened from %,d to %,d characters".formatted(before, after));
        }
        title();
    }

    private List<String> changes() {
        var told = new ArrayList<>(changes);
        if (told.size() > MOST_CHANGES) {
            told.subList(MOST_CHANGES, told.size()).clear();
            told.add("and %,d more changes".formatted(changes.size() - MOST_CHANGES));
        }
        return told;
    }

    /** Whether it changed anything. */
    private boolean step() {
        String before = text;
        text = withoutRefused(text);
        rules.cell(Rule.SAME_MENTION_MAX)
                .ifPresent(cell -> unmention(TextChecks.repeatedMentions(text, (int) cell.number())));
        rules.cell(Rule.MENTIONS_MAX)
                .ifPresent(cell -> unmention(Span.in(text, Span.Kind.MENTION).stream()
                        .skip((long) cell.number())
                        .toList()));
        if (isThread()) {
            split();
        } else {
            rules.cell(Rule.HASHTAGS_MAX).ifPresent(cell -> text = untagged(text, (int) cell.number()));
            shorten();
        }
        return !text.equals(before);
    }

    private String withoutRefused(String value) {
        if (!rules.has(Rule.CHARACTERS_REFUSED) || (value.indexOf('<') < 0 && value.indexOf('>') < 0)) {
            return value;
        }
        changes.add("'<' and '>' replaced by '‹' and '›'");
        return value.replace('<', '‹').replace('>', '›');
    }

    /** The name stays, so that the sentence does. */
    private void unmention(List<Span> mentions) {
        var changed = new StringBuilder(text);
        for (var mention : mentions.reversed()) {
            changes.add("no mention any more: " + mention.of(text));
            changed.deleteCharAt(mention.start());
        }
        text = changed.toString();
    }

    /** Of those that are too many, the ones at the end go; within a sentence the word stays. */
    private String untagged(String value, int most) {
        int tagsFrom = Shortening.startOfTags(value);
        var changed = new StringBuilder(value);
        var surplus = Span.in(value, Span.Kind.HASHTAG).stream().skip(most).toList();
        for (var tag : surplus.reversed()) {
            if (tag.start() < tagsFrom) {
                changes.add("no hashtag any more: " + tag.of(value));
                changed.deleteCharAt(tag.start());
            } else {
                changes.add("hashtag dropped: " + tag.of(value));
                int from = tag.start();
                while (from > tagsFrom && Character.isWhitespace(value.charAt(from - 1))) {
                    from--;
                }
                changed.delete(from, tag.end());
            }
        }
        return changed.toString();
    }

    private void shorten() {
        if (rules.counting().excess(text, limit).isEmpty()) {
            return;
        }
        Shortening.toFit(text, limit, rules.counting()).ifPresent(shortened -> {
            text = shortened.text();
            shortened.moved().forEach(tag -> changes.add("hashtag moved to the end: " + tag));
            shortened.dropped().forEach(tag -> changes.add("hashtag dropped: " + tag));
        });
    }

    private void split() {
        if (text.length() > LONGEST_THREAD) {
            return;
        }
        var places = Threads.places(text);
        int room = limit - Threads.reserve(target, places.size());
        if (places.stream().anyMatch(part -> tooLong(part, room))) {
            var parts = Splitting.split(text, room, rules.counting());
            int left = limit - Threads.reserve(target, parts.size());
            if (left < room) {
                parts = Splitting.split(text, left, rules.counting());
            }
            String joined = String.join(Threads.BREAK, parts);
            if (!joined.equals(text)) {
                text = joined;
                changes.removeIf(change -> change.startsWith("split into"));
                changes.add("split into %d parts".formatted(parts.size()));
            }
        }
        rules.cell(Rule.HASHTAGS_MAX).ifPresent(cell -> {
            var changed = new StringBuilder(text);
            for (var part : Threads.places(text).reversed()) {
                String own = text.substring(part.start(), part.end());
                changed.replace(part.start(), part.end(), untagged(own, (int) cell.number()));
            }
            text = changed.toString();
        });
    }

    private boolean tooLong(Place part, int room) {
        return rules.counting()
                .excess(text.substring(part.start(), part.end()), room)
                .isPresent();
    }

    private void title() {
        title = withoutRefused(title);
        if (title.isBlank() && rules.has(Rule.TITLE_REQUIRED)) {
            LINE.splitAsStream(text)
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .findFirst()
                    .ifPresent(line -> {
                        title = line;
                        changes.add("title made of the first line");
                    });
        }
        rules.cell(Rule.TITLE_MAX)
                .filter(_ -> !rules.has(Rule.TITLE_CUT))
                .filter(cell -> Counting.CODE_POINTS.length(title) > cell.number())
                .flatMap(cell -> fitted(title, (int) cell.number()))
                .ifPresent(fitted -> {
                    title = fitted;
                    changes.add("title shortened");
                });
    }

    private static Optional<String> fitted(String title, int limit) {
        return Shortening.cut(title, limit, Counting.CODE_POINTS);
    }
}

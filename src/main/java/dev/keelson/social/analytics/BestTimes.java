package dev.keelson.social.analytics;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.keelson.social.networks.Platform;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When own posts did best.
 *
 * @param timeZone on whose clock the hours are
 * @param enough whether there are enough posts to say anything; where there are not, {@code best} is empty
 * @param posts how many were looked at
 * @param needed how many it takes
 * @param reason in words, where nothing can be said
 * @param networks what the posts of each network are compared with
 * @param best the best hours, the best first
 */
record BestTimes(
        String timeZone,
        LocalDate from,
        LocalDate to,
        boolean enough,
        int posts,
        int needed,
        @Nullable String reason,
        List<NetworkMedian> networks,
        List<Hour> best) {

    /** @param median engagement of the posts there: likes, shares, comments and clicks together */
    record NetworkMedian(Platform platform, int posts, double median) {}

    /**
     * @param weekday the day on the clock of the zone
     * @param hour from 0 to 23; posts of its sixty minutes
     * @param posts how many were published then
     * @param lift how many times the usual engagement to expect, drawn towards 1 the fewer posts there are and the less hours
     *     differ at all
     * @param low the lower end of what it may as well be, with nine chances in ten
     * @param high the upper end
     */
    record Hour(DayOfWeek weekday, int hour, int posts, double lift, double low, double high, Confidence confidence) {}

    /** How sure it is that the hour is better than others. */
    enum Confidence {
        /** It may as well be chance. */
        LOW,
        /** Nine chances in ten, or more. */
        MEDIUM,
        /** 39 in 40, and five posts at least. */
        HIGH;

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An hour of the week. */
    record Slot(DayOfWeek weekday, int hour) {}

    /**
     * A post and how it did.
     *
     * @param score the logarithm of its engagement as a multiple of what is usual on its networks
     */
    record Result(Slot slot, double score) {}

    private static final int MOST = 5;
    private static final int LEAST_IN_HOUR = 3;
    private static final int LEAST_FOR_HIGH = 5;
    private static final double NINE_IN_TEN = 1.645;
    private static final double MEDIUM_FROM = 1.28;
    private static final double HIGH_FROM = 1.96;

    /**
     * The best hours. Each hour's mean is drawn towards the mean of all by as much as differences between hours are less than
     * those between posts of the same hour (empirical Bayes, with DerSimonian and Laird's estimate of the former): where hours do
     * not differ by more than chance, none is recommended over another.
     */
    static List<Hour> best(List<Result> results) {
        Map<Slot, List<Double>> slots = results.stream()
                .collect(Collectors.groupingBy(Result::slot, Collectors.mapping(Result::score, Collectors.toList())));
        int freedom = results.size() - slots.size();
        if (freedom < 1) {
            return List.of();
        }
        double all = mean(results.stream().map(Result::score).toList());
        double within = slots.values().stream().mapToDouble(BestTimes::squares).sum() / freedom;
        double between = between(slots, all, within);
        return slots.entrySet().stream()
                .filter(slot -> slot.getValue().size() >= LEAST_IN_HOUR)
                .map(slot -> hour(slot.getKey(), slot.getValue(), all, within, between))
                .sorted(Comparator.comparingDouble(Hour::lift)
                        .reversed()
                        .thenComparing(Comparator.comparingInt(Hour::posts).reversed())
                        .thenComparing(Hour::weekday)
                        .thenComparingInt(Hour::hour))
                .limit(MOST)
                .toList();
    }

    /** How much hours differ beyond what posts of the same hour do. */
    private static double between(Map<Slot, List<Double>> slots, double all, double within) {
        double sum = 0;
        double squaredSizes = 0;
        int posts = 0;
        for (List<Double> scores : slots.values()) {
            double off = mean(scores) - all;
            sum += scores.size() * off * off;
            squaredSizes += (double) scores.size() * scores.size();
            posts += scores.size();
        }
        double divisor = posts - squaredSizes / posts;
        return divisor <= 0 ? 0 : Math.max(0, (sum - (slots.size() - 1) * within) / divisor);
    }

    private static Hour hour(Slot slot, List<Double> scores, double all, double within, double between) {
        int posts = scores.size();
        double trust = between == 0 ? 0 : between / (between + within / posts);
        double expected = trust * (mean(scores) - all);
        double deviation = Math.sqrt(between * (1 - trust));
        return new Hour(
                slot.weekday(),
                slot.hour(),
                posts,
                rounded(Math.exp(expected)),
                rounded(Math.exp(expected - NINE_IN_TEN * deviation)),
                rounded(Math.exp(expected + NINE_IN_TEN * deviation)),
                confidence(expected, deviation, posts));
    }

    private static Confidence confidence(double expected, double deviation, int posts) {
        // With next to no difference between posts of an hour nothing is left to doubt.
        if (expected <= 0.01 || expected < MEDIUM_FROM * deviation) {
            return Confidence.LOW;
        }
        return expected >= HIGH_FROM * deviation && posts >= LEAST_FOR_HIGH ? Confidence.HIGH : Confidence.MEDIUM;
    }

    private static double squares(List<Double> scores) {
        double mean = mean(scores);
        return scores.stream()
                .mapToDouble(score -> (score - mean) * (score - mean))
                .sum();
    }

    private static double mean(List<Double> scores) {
        return scores.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}

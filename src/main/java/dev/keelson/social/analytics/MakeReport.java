package dev.keelson.social.analytics;

import dev.keelson.shared.UserId;
import dev.keelson.social.analytics.AnalyticsReport.AccountDay;
import dev.keelson.social.analytics.AnalyticsReport.AccountSeries;
import dev.keelson.social.analytics.AnalyticsReport.Day;
import dev.keelson.social.analytics.AnalyticsReport.Network;
import dev.keelson.social.analytics.AnalyticsReport.Top;
import dev.keelson.social.analytics.ReportQuery.AccountRow;
import dev.keelson.social.analytics.ReportQuery.DayGroup;
import dev.keelson.social.analytics.ReportQuery.PostGroup;
import dev.keelson.social.analytics.ReportQuery.TopPost;
import dev.keelson.social.networks.Platform;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Makes the report of some days from what the database has added up. */
@Component
class MakeReport {
    private static final int TOP = 10;

    private final ReportQuery query;

    MakeReport(ReportQuery query) {
        this.query = query;
    }

    @Transactional(readOnly = true)
    public AnalyticsReport of(UserId user, Period period, Set<Platform> platforms) {
        List<DayGroup> groups = query.days(user, period, platforms);
        var totals = sums(groups.stream().map(DayGroup::group).toList());
        return new AnalyticsReport(
                period.from(),
                period.to(),
                period.zone().getId(),
                totals,
                days(groups),
                networks(groups),
                top(user, period, platforms),
                accounts(query.accounts(user, period, platforms)),
                reasons(totals));
    }

    static Sums sums(Collection<Sums.Group> groups) {
        return groups.stream().map(Sums::of).reduce(Sums.NONE, Sums::plus);
    }

    private static List<Day> days(List<DayGroup> groups) {
        return by(groups, DayGroup::day).entrySet().stream()
                .map(day -> new Day(
                        day.getKey(),
                        sums(day.getValue().stream().map(DayGroup::group).toList())))
                .toList();
    }

    private static List<Network> networks(List<DayGroup> groups) {
        return by(groups, group -> group.group().platform()).entrySet().stream()
                .map(network -> network(network.getKey(), network.getValue()))
                .toList();
    }

    private static Network network(Platform platform, List<DayGroup> groups) {
        var known = NetworkMetrics.on(platform);
        return new Network(
                platform,
                sums(groups.stream().map(DayGroup::group).toList()),
                known.lag(),
                known.meanings(),
                groups.stream()
                        .map(DayGroup::asOf)
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null),
                groups.stream()
                        .map(DayGroup::oldestAsOf)
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                days(groups));
    }

    private List<Top> top(UserId user, Period period, Set<Platform> platforms) {
        var top = query.top(user, period, platforms, TOP);
        var groups = by(query.ofPosts(top.stream().map(TopPost::id).toList(), platforms), PostGroup::post);
        return top.stream()
                .map(post -> new Top(
                        post.id(),
                        post.publishedAt(),
                        post.excerpt(),
                        post.deleted(),
                        post.engagement(),
                        sums(groups.getOrDefault(post.id(), List.of()).stream()
                                .map(PostGroup::group)
                                .toList())))
                .toList();
    }

    private static List<AccountSeries> accounts(List<AccountRow> rows) {
        return by(rows, AccountRow::platform).entrySet().stream()
                .map(account -> account(account.getKey(), account.getValue()))
                .toList();
    }

    private static AccountSeries account(Platform platform, List<AccountRow> rows) {
        var followers = rows.stream()
                .map(row -> row.numbers().followers())
                .filter(Objects::nonNull)
                .toList();
        List<AccountDay> days = rows.stream().map(AccountRow::numbers).toList();
        return new AccountSeries(
                platform,
                followers.isEmpty() ? null : followers.getLast(),
                followers.size() < 2 ? null : Long.valueOf(followers.getLast() - followers.getFirst()),
                rows.getLast().asOf(),
                days);
    }

    private static Map<MetricReason, String> reasons(Sums sums) {
        var occurring = EnumSet.noneOf(MetricReason.class);
        for (Metric metric : Metric.values()) {
            occurring.addAll(sums.get(metric).missing().keySet());
        }
        return occurring.stream()
                .collect(Collectors.toMap(Function.identity(), MetricReason::meaning, (a, _) -> a, TreeMap::new));
    }

    private static <T, K> Map<K, List<T>> by(List<T> rows, Function<T, K> key) {
        return rows.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
    }
}

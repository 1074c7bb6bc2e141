package dev.keelson.bench.social;

import dev.keelson.KeelsonApplication;
import dev.keelson.clients.ayrshare.CreatedProfile;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.ProfileStore;
import dev.keelson.testing.TestPostgres;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Posts that come one by one, posts at a full hour, and ten thousand that are due at once, most of them of one user and few of
 * each of the others. What is told is what the stand-in for Ayrshare saw. Ends with 1 where a goal is missed.
 *
 * <p>In the last part what is Ayrshare's and takes minutes is shortened, all of it by the same factor: the period of its limit,
 * and how late a post is told. Its answers to those who come up against the limit are shortened, too; the others' are not.
 */
public final class SocialBench {
    private static final int CALLS = 280;
    private static final int AT_ONCE = CALLS / 5 - Math.round(CALLS / 5 * 0.2f);
    private static final int AYRSHARES_LIMIT = 300;
    private static final Duration PERIOD = Duration.ofMinutes(5);
    private static final Duration LATE_AFTER = Duration.ofMinutes(5);
    private static final Duration SWEEP = Duration.ofSeconds(20);
    private static final Duration SOONEST_ANSWER = Duration.ofSeconds(1);
    private static final Duration LATEST_ANSWER = Duration.ofSeconds(3);
    private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(5);
    private static final double START_WITHIN_MILLIS = 2_000;

    private final boolean quick;
    private final int shortened;
    private final CountingAyrshare ayrshare;
    private final ConfigurableApplicationContext application;
    private final JdbcClient jdbc;
    private boolean missed;

    private SocialBench(boolean quick) throws Exception {
        this.quick = quick;
        this.shortened = 15;
        this.ayrshare = new CountingAyrshare(_ -> CountingAyrshare.between(SOONEST_ANSWER, LATEST_ANSWER));
        this.application = new SpringApplicationBuilder(KeelsonApplication.class)
                .profiles("test")
                .run(
                        "--spring.datasource.url=" + TestPostgres.freshDatabase(),
                        "--server.port=0",
                        "--logging.level.root=error",
                        "--logging.level.dev.keelson=error",
                        "--keelson.clients.clerk.api-url=http://127.0.0.1:9",
                        "--keelson.clients.stripe.api-url=http://127.0.0.1:9",
                        "--keelson.clients.ayrshare.api-url=" + ayrshare.url(),
                        "--keelson.clients.ayrshare.limit.calls=" + CALLS,
                        "--keelson.clients.ayrshare.limit.period=" + period(),
                        "--keelson.social.schedule.late-after=" + lateAfter());
        this.jdbc = application.getBean(JdbcClient.class);
    }

    public static void main(String[] arguments) throws Exception {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        var bench = new SocialBench(Arrays.asList(arguments).contains("--quick"));
        System.out.println(String.format(
                Locale.ROOT,
                "`bench/social %s`, %s, %d processors, load average before it %.2f",
                String.join(" ", arguments),
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                Runtime.getRuntime().availableProcessors(),
                load));
        try (bench.ayrshare) {
            bench.warmUp();
            bench.oneByOne();
            bench.fullHour();
            bench.allAtOnce();
        }
        bench.application.close();
        System.exit(bench.missed ? 1 : 0);
    }

    private Duration period() {
        return PERIOD.dividedBy(shortened);
    }

    private Duration lateAfter() {
        return LATE_AFTER.dividedBy(shortened);
    }

    /** A post as the stand-in saw it. */
    private record Sent(UserId user, Instant due, Instant at) {
        double millis() {
            return Duration.between(due, at).toNanos() / 1e6;
        }
    }

    /** The first ones compile what the others run. */
    private void warmUp() throws InterruptedException {
        var users = users("warm", 50);
        Instant start = Instant.now().plusSeconds(1);
        plan(users, 4, start, Duration.ofMillis(10));
        drained(users, start);
    }

    private void oneByOne() throws InterruptedException {
        int posts = quick ? 200 : 400;
        var users = users("calm", posts / 4);
        Instant start = Instant.now().plusSeconds(2);
        plan(users, 4, start, Duration.ofMillis(50));
        drained(users, start);
        heading("| from the time of a post until Ayrshare has its call | posts | p50 ms | p99 ms | max ms |");
        goal("start of posts that come one by one, max ms", told("20 a second", users), START_WITHIN_MILLIS);
    }

    private void fullHour() throws InterruptedException {
        var users = users("hourly", 240);
        Instant start = Instant.now().plusSeconds(2);
        plan(users, 1, start, Duration.ZERO);
        drained(users, start);
        goal(
                "start of posts at the full hour, max ms",
                told(users.size() + " users' at the same instant", users),
                START_WITHIN_MILLIS);
    }

    private double told(String name, List<UserId> users) {
        double[] starts = sorted(sent(users).stream().map(Sent::millis).toList());
        row(name, starts);
        return starts[starts.length - 1];
    }

    private void allAtOnce() throws InterruptedException {
        int each = quick ? 300 : 2_000;
        var biggest = users("biggest", 1);
        var many = users("many", quick ? 5 : 20);
        var few = users("few", quick ? 400 : 2_000);
        answerSoonerTo(Stream.concat(biggest.stream(), many.stream()).toList());
        Instant start = Instant.now().plusSeconds(quick ? 3 : 8);
        plan(biggest, each, start, Duration.ZERO);
        plan(many, 100, start, Duration.ZERO);
        plan(few, 3, start, Duration.ZERO);
        var all = Stream.of(biggest, many, few).flatMap(List::stream).toList();
        jdbc.sql("analyze").update();
        int before = ayrshare.calls();

        drained(all, start);

        var sent = sent(all);
        var ofBiggest = sent(biggest);
        heading("| %d posts due at the same instant, %d users; s after it | users | p50 | p99 | max |"
                .formatted(planned(all), all.size()));
        double[] fewFirst = perUser(
                sent(few),
                times -> times.stream().mapToDouble(Sent::millis).min().orElseThrow());
        double[] fewLast = perUser(
                sent(few),
                times -> times.stream().mapToDouble(Sent::millis).max().orElseThrow());
        double[] manyLast = perUser(
                sent(many),
                times -> times.stream().mapToDouble(Sent::millis).max().orElseThrow());
        seconds("first post of a user with 3", fewFirst);
        seconds("last post of a user with 3", fewLast);
        seconds("last post of a user with 100", manyLast);
        double last = sorted(ofBiggest.stream().map(Sent::millis).toList())[ofBiggest.size() - 1];
        seconds("last post of the user with " + each, new double[] {last});
        double lastOfFew = fewLast[fewLast.length - 1];
        int gone = (int)
                ofBiggest.stream().filter(post -> post.millis() <= lastOfFew).count();
        double perSecond = (CALLS - CALLS / 5) * 1e3 / period().toMillis();
        double soonest = (each - AT_ONCE) / perSecond;
        System.out.println();
        System.out.println(String.format(
                Locale.ROOT,
                "When the last of those with 3 was out, %d of the %d were (the limit allows %.0f by then); the limit allows the"
                        + " last of them after %.1f s. %d calls, at most %d at a time, at most %d of one profile in any %d s. Time"
                        + " at Ayrshare shortened %d times.",
                gone,
                each,
                Math.min(each, AT_ONCE + perSecond * lastOfFew / 1e3),
                soonest,
                ayrshare.calls() - before,
                ayrshare.mostInFlight(),
                ayrshare.mostIn(period()),
                period().toSeconds(),
                shortened));
        goal("calls of one profile in a period", ayrshare.mostIn(period()), AYRSHARES_LIMIT);
        goal("posts sent twice", twice(), 0);
        goal("posts lost", planned(all) - sent.size(), 0);
        goal("posts that are not published here", planned(all) - published(all), 0);
        goal("calls beyond one for each post", ayrshare.calls() - before - planned(all), 0);
        goal(
                "last post of a user with 3, s, half of what the user with " + each + " takes",
                lastOfFew / 1e3,
                last / 2e3);
        goal(
                "then until the last of the user with " + each + ", s, half as long again as the limit allows",
                (last - lastOfFew) / 1e3,
                soonest * 1.5);
        late(all, sent);
    }

    /** As much sooner as the period is shorter: for those whose posts wait for it. */
    private void answerSoonerTo(List<UserId> users) {
        var keys = users.stream().map(SocialBench::keyOf).collect(Collectors.toSet());
        ayrshare.takes(key -> {
            var time = CountingAyrshare.between(SOONEST_ANSWER, LATEST_ANSWER);
            return keys.contains(key) ? time.dividedBy(shortened) : time;
        });
    }

    private void late(List<UserId> all, List<Sent> sent) throws InterruptedException {
        Set<UUID> told =
                Set.copyOf(jdbc.sql("select id from posts where delayed_at is not null and user_id = any(:users)")
                        .param("users", ids(all))
                        .query(UUID.class)
                        .list());
        Duration certain = lateAfter().plus(SWEEP).plusSeconds(5);
        int late = (int)
                sent.stream().filter(post -> post.millis() > certain.toMillis()).count();
        int early = (int) sent.stream()
                .filter(post -> post.millis() < lateAfter().toMillis())
                .count();
        Instant end = Instant.now().plusSeconds(60);
        while (notified(all) < told.size() && Instant.now().isBefore(end)) {
            Thread.sleep(Duration.ofMillis(200));
        }
        System.out.println(String.format(
                Locale.ROOT,
                "Told as late: %d; started more than %d s late: %d, less than %d s late: %d of %d.",
                told.size(),
                certain.toSeconds(),
                late,
                lateAfter().toSeconds(),
                early,
                sent.size()));
        goal("late posts that were not told", Math.max(0, late - told.size()), 0);
        goal("punctual posts that were told", Math.max(0, told.size() - (sent.size() - early)), 0);
        goal("told posts without a notification", told.size() - notified(all), 0);
    }

    private int notified(List<UserId> users) {
        return jdbc.sql("select count(*) from notifications where kind = 'post_delayed' and user_id = any(:users)")
                .param("users", ids(users))
                .query(Integer.class)
                .single();
    }

    private static String keyOf(UserId user) {
        return "KEY-" + user.value();
    }

    private List<UserId> users(String name, int count) {
        var profiles = application.getBean(ProfileStore.class);
        var users = new ArrayList<UserId>();
        for (int i = 0; i < count; i++) {
            var user = new UserId(UUID.randomUUID());
            jdbc.sql("""
                            insert into users (id, clerk_id, authz_changed_at, created_at, updated_at)
                            values (:id, :clerk, 'epoch', now(), now())
                            """)
                    .param("id", user.value())
                    .param("clerk", "user_" + name + i)
                    .update();
            var claim = UUID.randomUUID();
            profiles.claim(user, claim);
            var profile = profiles.find(user).orElseThrow();
            profiles.activate(profile, claim, new CreatedProfile("ref-" + profile.id(), new ProfileKey(keyOf(user))));
            users.add(user);
        }
        jdbc.sql("""
                        insert into social_accounts (id, user_id, platform, listed, created_at, updated_at)
                        select gen_random_uuid(), u, 'x', true, now(), now() from unnest(:users) u
                        """).param("users", ids(users)).update();
        return users;
    }

    /** So many posts of each, one user after the other, so much apart. The text of a post is its id. */
    private void plan(List<UserId> users, int each, Instant start, Duration apart) {
        jdbc.sql("""
                        with given as (
                          select gen_random_uuid() as id, u, i, n
                          from unnest(:ids) with ordinality as of (u, i), generate_series(1, :each) n),
                        p as (
                          insert into posts (id, user_id, content, media_urls, status, scheduled_at, created_at, updated_at, version)
                          select id, u, id::text, '{}', 'scheduled',
                            cast(:start as timestamptz) + ((n - 1) * :users + i - 1) * :apart * interval '1 millisecond', now(), now(), 0
                          from given
                          returning id, user_id)
                        insert into post_targets (id, post_id, user_id, platform, status)
                        select gen_random_uuid(), id, user_id, 'x', 'pending' from p
                        """)
                .param("start", start.atOffset(ZoneOffset.UTC))
                .param("users", users.size())
                .param("apart", apart.toMillis())
                .param("ids", ids(users))
                .param("each", each)
                .update();
    }

    private void drained(List<UserId> users, Instant start) throws InterruptedException {
        Instant end = start.plus(GIVE_UP_AFTER);
        while (Instant.now().isBefore(end)) {
            boolean open = jdbc.sql("""
                            select exists (select from posts where status in ('scheduled', 'publishing') and user_id = any(:users))
                            """)
                    .param("users", ids(users))
                    .query(Boolean.class)
                    .single();
            if (!open) {
                return;
            }
            Thread.sleep(Duration.ofMillis(500));
        }
        System.out.println("not drained after " + GIVE_UP_AFTER);
        missed = true;
    }

    /** The first sending of each post that was sent. */
    private List<Sent> sent(List<UserId> users) {
        Map<String, Instant> first = new HashMap<>();
        ayrshare.published()
                .forEach((text, times) ->
                        first.put(text, times.stream().min(Instant::compareTo).orElseThrow()));
        return jdbc
                .sql("select content, user_id, scheduled_at from posts where user_id = any(:users)")
                .param("users", ids(users))
                .query((row, _) -> new Object[] {
                    row.getString("content"),
                    new UserId(row.getObject("user_id", UUID.class)),
                    row.getTimestamp("scheduled_at").toInstant()
                })
                .list()
                .stream()
                .filter(post -> first.containsKey((String) post[0]))
                .map(post -> new Sent(
                        (UserId) post[1], (Instant) post[2], Objects.requireNonNull(first.get((String) post[0]))))
                .toList();
    }

    private int twice() {
        return (int) ayrshare.published().values().stream()
                .filter(times -> times.size() > 1)
                .count();
    }

    private int planned(List<UserId> users) {
        return jdbc.sql("select count(*) from posts where user_id = any(:users)")
                .param("users", ids(users))
                .query(Integer.class)
                .single();
    }

    private int published(List<UserId> users) {
        return jdbc.sql("select count(*) from posts where status = 'published' and user_id = any(:users)")
                .param("users", ids(users))
                .query(Integer.class)
                .single();
    }

    private static UUID[] ids(List<UserId> users) {
        return users.stream().map(UserId::value).toArray(UUID[]::new);
    }

    private static double[] perUser(List<Sent> sent, ToDoubleFunction<List<Sent>> of) {
        return sorted(sent.stream().collect(Collectors.groupingBy(Sent::user)).values().stream()
                .map(of::applyAsDouble)
                .toList());
    }

    private static double[] sorted(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static void heading(String line) {
        System.out.println();
        System.out.println(line);
        System.out.println("|---|---:|---:|---:|---:|");
    }

    private static void row(String name, double[] values) {
        System.out.println(String.format(
                Locale.ROOT,
                "| %s | %d | %.0f | %.0f | %.0f |",
                name,
                values.length,
                values[values.length / 2],
                values[(int) Math.min(values.length - 1, (long) (values.length * 0.99))],
                values[values.length - 1]));
    }

    private static void seconds(String name, double[] millis) {
        System.out.println(String.format(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f | %.1f |",
                name,
                millis.length,
                millis[millis.length / 2] / 1e3,
                millis[(int) Math.min(millis.length - 1, (long) (millis.length * 0.99))] / 1e3,
                millis[millis.length - 1] / 1e3));
    }

    private void goal(String name, double measured, double most) {
        boolean met = measured <= most;
        missed |= !met;
        System.out.println(
                String.format(Locale.ROOT, "%s: %.1f, goal %.1f: %s", name, measured, most, met ? "met" : "missed"));
    }
}

package dev.keelson.bench.social;

import dev.keelson.KeelsonApplication;
import dev.keelson.clients.ayrshare.CreatedProfile;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.ProfileStore;
import dev.keelson.testing.TestPostgres;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * First posts that come one by one, then ten thousand at once: one user with 250, fifty with 100 each, and the rest with one. The
 * limit is Ayrshare's with a shorter period, so that the run ends. Ends with 1 where a goal is missed.
 */
public final class SocialBench {
    private static final int CALLS = 280;
    private static final int AYRSHARES_LIMIT = 300;
    private static final Duration GIVE_UP_AFTER = Duration.ofMinutes(8);

    private final boolean quick;
    private final Duration period;
    private final CountingAyrshare ayrshare;
    private final ConfigurableApplicationContext application;
    private final JdbcClient jdbc;
    private boolean missed;

    private SocialBench(boolean quick) throws Exception {
        this.quick = quick;
        this.period = Duration.ofSeconds(quick ? 30 : 100);
        this.ayrshare = new CountingAyrshare();
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
                        "--keelson.clients.ayrshare.limit.period=" + period);
        this.jdbc = application.getBean(JdbcClient.class);
    }

    public static void main(String[] arguments) throws Exception {
        var bench = new SocialBench(Arrays.asList(arguments).contains("--quick"));
        try (bench.ayrshare) {
            bench.oneByOne();
            bench.allAtOnce();
        }
        bench.application.close();
        System.exit(bench.missed ? 1 : 0);
    }

    /** Twenty a second for twenty seconds, of many users. */
    private void oneByOne() throws InterruptedException {
        int posts = quick ? 100 : 400;
        var users = users("calm", posts / 4);
        Instant start = Instant.now().plusSeconds(5);
        plan(users, 4, start, Duration.ofMillis(50));
        drained(users, start);
        heading("| posts that come one by one, 20 a second | posts | p50 ms | p99 ms | max ms |");
        double[] delays = delays(users);
        row("from the time of a post to its call", delays);
        goal("start delay, max ms", delays[delays.length - 1], 2_000);
    }

    private void allAtOnce() throws InterruptedException {
        int big = quick ? 10 : 50;
        int small = quick ? 900 : 4_750;
        var biggest = users("biggest", 1);
        var many = users("many", big);
        var few = users("few", small);
        Instant start = Instant.now().plusSeconds(quick ? 5 : 15);
        plan(biggest, quick ? 100 : 250, start, Duration.ZERO);
        plan(many, quick ? 50 : 100, start, Duration.ZERO);
        plan(few, 1, start, Duration.ZERO);
        int before = ayrshare.requests();
        jdbc.sql("analyze").update();
        var all = new ArrayList<>(biggest);
        all.addAll(many);
        all.addAll(few);

        Duration took = drained(all, start);

        int sent = ayrshare.requests() - before;
        heading("| %d posts due at the same instant, %d users | posts | p50 ms | p99 ms | max ms |"
                .formatted(sent, all.size()));
        double[] fewDelays = delays(few);
        row(small + " users with one", fewDelays);
        row(big + " users with " + (quick ? 50 : 100), delays(many));
        row("one user with " + (quick ? 100 : 250), delays(biggest));
        System.out.println();
        System.out.println(String.format(
                Locale.ROOT,
                "Drained after %.1f s; %d calls for %d posts; at most %d calls at a time; at most %d for one profile in any %d s.",
                took.toMillis() / 1e3,
                sent,
                posts(all),
                ayrshare.mostInFlight(),
                ayrshare.mostIn(period),
                period.toSeconds()));
        goal("calls for one profile in a period", ayrshare.mostIn(period), AYRSHARES_LIMIT);
        goal("calls beyond one for each post", Math.abs(sent - posts(all)), 0);
        goal(
                "one post among thousands, max s, less than the last of the big ones",
                fewDelays[fewDelays.length - 1] / 1e3,
                took.toMillis() / 1e3);
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
            profiles.activate(
                    profile, claim, new CreatedProfile("ref-" + profile.id(), new ProfileKey("KEY-" + profile.id())));
            users.add(user);
        }
        jdbc.sql("""
                        insert into social_accounts (id, user_id, platform, listed, created_at, updated_at)
                        select gen_random_uuid(), u, 'x', true, now(), now() from unnest(:users) u
                        """).param("users", ids(users)).update();
        return users;
    }

    /** So many posts of each, one user after the other, so much apart. */
    private void plan(List<UserId> users, int each, Instant start, Duration apart) {
        jdbc.sql("""
                        with p as (
                          insert into posts (id, user_id, content, media_urls, status, scheduled_at, created_at, updated_at, version)
                          select gen_random_uuid(), u, 'Post ' || n || ' of ' || i, '{}', 'scheduled',
                            cast(:start as timestamptz) + ((n - 1) * :users + i - 1) * :apart * interval '1 millisecond', now(), now(), 0
                          from unnest(:ids) with ordinality as of (u, i), generate_series(1, :each) n
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

    private Duration drained(List<UserId> users, Instant start) throws InterruptedException {
        Instant end = start.plus(GIVE_UP_AFTER);
        while (Instant.now().isBefore(end)) {
            boolean open = jdbc.sql("""
                            select exists (select from posts where status in ('scheduled', 'publishing') and user_id = any(:users))
                            """)
                    .param("users", ids(users))
                    .query(Boolean.class)
                    .single();
            if (!open) {
                return Duration.between(start, Instant.now());
            }
            Thread.sleep(Duration.ofMillis(200));
        }
        throw new IllegalStateException("not drained after " + GIVE_UP_AFTER);
    }

    /** In ms, the smallest first: from the time of a post until its first attempt begins. */
    private double[] delays(List<UserId> users) {
        return jdbc.sql("""
                        select extract(epoch from a.started_at - p.scheduled_at) * 1000 as millis
                        from posts p join post_targets t on t.post_id = p.id join post_attempts a on a.target_id = t.id
                        where p.user_id = any(:users) and a.number = 1 order by millis
                        """).param("users", ids(users)).query((row, _) -> row.getDouble("millis")).list().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private int posts(List<UserId> users) {
        return jdbc.sql("select count(*) from posts where status = 'published' and user_id = any(:users)")
                .param("users", ids(users))
                .query(Integer.class)
                .single();
    }

    private static UUID[] ids(List<UserId> users) {
        return users.stream().map(UserId::value).toArray(UUID[]::new);
    }

    private static void heading(String line) {
        System.out.println();
        System.out.println(line);
        System.out.println("|---|---:|---:|---:|---:|");
    }

    private static void row(String name, double[] delays) {
        System.out.println(String.format(
                Locale.ROOT,
                "| %s | %d | %.0f | %.0f | %.0f |",
                name,
                delays.length,
                delays[delays.length / 2],
                delays[(int) Math.min(delays.length - 1, (long) (delays.length * 0.99))],
                delays[delays.length - 1]));
    }

    private void goal(String name, double measured, double most) {
        boolean met = measured <= most;
        missed |= !met;
        System.out.println(
                String.format(Locale.ROOT, "%s: %.1f, goal %.0f: %s", name, measured, most, met ? "met" : "missed"));
    }
}

package dev.keelson.social.posts;

import static java.util.Comparator.comparing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What may happen to one post, drawn from a seed, on a clock of its own: what Ayrshare makes of each call and when it shows it,
 * where a process ends, and where one stands still for so long that another goes on with its work. Ayrshare keeps to what we
 * rely on, and to nothing else: a post appears in the history at the latest {@code settle-time} after its call has ended, or
 * must have; a long history is at most {@code history-age} old. It knows no key again.
 */
final class PostHistory {
    /** What becomes of a call. */
    private enum Fate {
        ANSWERS(20),
        HIDES_IT_IN_A_400(8),
        RESETS(14),
        ANSWERS_502(6),
        A_GATEWAY_ANSWERS_408(10),
        A_GATEWAY_LISTS_ERRORS(10),
        SAYS_PENDING(8),
        LOSES_IT(12),
        REFUSES(4),
        FAILS_FOR_NOW(8),
        LIMITS(4);

        private final int weight;

        Fate(int weight) {
            this.weight = weight;
        }

        static Fate drawn(SplittableRandom random) {
            int drawn = random.nextInt(
                    Arrays.stream(values()).mapToInt(fate -> fate.weight).sum());
            for (var fate : values()) {
                drawn -= fate.weight;
                if (drawn < 0) {
                    return fate;
                }
            }
            throw new IllegalStateException();
        }
    }

    /** @param status 0 for none */
    record Answer(int status, String body) {
        private static final Answer NONE = new Answer(0, "");
    }

    /**
     * @param shownFrom when the history shows it
     * @param doneFrom when the network has it; pending before
     * @param error the network's, 0 where it takes it
     */
    private record Row(String id, String key, Instant created, Instant shownFrom, Instant doneFrom, int error) {}

    private record Due(Instant at, int round) {}

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int FRESH = 25;
    private static final int STEPS = 400;
    /** How long a process is silent before its work is another's. */
    private static final Duration CLAIMED_FOR = Duration.ofSeconds(40);

    private final SplittableRandom random;
    private final PublishSettings settings;
    private final Duration longestCall;
    private final boolean marked;
    private final boolean crowded;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(comparing(Due::at).thenComparingInt(Due::round));

    /** One thread at a time goes on with the story, and not always the same. */
    private volatile Instant now = Instant.now();

    private int steps;
    private int claims;
    private int asleep;
    private int failedLooks;

    /** @param longestCall after that its sender does not wait for it any more */
    PostHistory(long seed, PublishSettings settings, Duration longestCall) {
        this.random = new SplittableRandom(seed);
        this.settings = settings;
        this.longestCall = longestCall;
        this.marked = random.nextInt(8) > 0;
        this.crowded = random.nextInt(3) == 0;
    }

    InstantSource clock() {
        return () -> now;
    }

    /** @return whether the post that carries it has media, of which Ayrshare may make something for long */
    boolean drawsMedia() {
        return random.nextInt(3) == 0;
    }

    /** How often it went out. */
    long published() {
        return rows.stream().filter(row -> row.error() == 0).count();
    }

    /** Whether what is out shows that it is ours. */
    boolean isMarked() {
        return marked;
    }

    int sendings() {
        return (int) story.stream().filter(line -> line.contains(" call ")).count();
    }

    String story() {
        return String.join("\n", story);
    }

    /**
     * Goes on until nothing is left to do.
     *
     * @param retry orders the post anew where its user may, and gives the number of the order
     */
    void play(Function<Integer, Optional<Instant>> run, Function<Instant, Optional<Integer>> retry) {
        queue.add(new Due(now, 1));
        for (int orders = 0; orders < 4; orders++) {
            while (step(run, retry)) {
                // Whatever is due next.
            }
            order(retry);
        }
        while (step(run, retry)) {
            // What the last order needs.
        }
    }

    private void order(Function<Instant, Optional<Integer>> retry) {
        if (random.nextInt(3) > 0) {
            retry.apply(now).ifPresent(round -> {
                tell("order " + round);
                claims++;
                queue.clear();
                queue.add(new Due(now, round));
            });
        }
    }

    private boolean step(Function<Integer, Optional<Instant>> run, Function<Instant, Optional<Integer>> retry) {
        var due = queue.poll();
        if (due == null) {
            return false;
        }
        if (steps++ > STEPS) {
            throw new IllegalStateException("does not come to an end:\n" + story());
        }
        now = now.isBefore(due.at()) ? due.at() : now;
        meanwhile = () -> elsewhere(due.round(), run, retry);
        int claim = ++claims;
        Optional<Instant> next;
        try {
            next = run.apply(due.round());
        } catch (Crash e) {
            tell("crash");
            next = Optional.of(now.plus(CLAIMED_FOR));
        }
        if (claim == claims) {
            next.ifPresent(at -> queue.add(new Due(at, due.round())));
        }
        return true;
    }

    private Runnable meanwhile = () -> {};

    /** The process stands still, is taken for dead, and another does what it was to do. */
    private void elsewhere(
            int round, Function<Integer, Optional<Instant>> run, Function<Instant, Optional<Integer>> retry) {
        if (asleep >= 2) {
            return;
        }
        var own = meanwhile;
        asleep++;
        tell("asleep in order " + round);
        pass(CLAIMED_FOR.plus(upTo(Duration.ofMinutes(5))));
        queue.add(new Due(now, round));
        for (int others = 1 + random.nextInt(6); others > 0; others--) {
            if (!step(run, retry)) {
                order(retry);
            }
        }
        tell("awake in order " + round);
        asleep--;
        meanwhile = own;
    }

    /** Where a process may end, or stand still, for so long that it is taken for dead or not. */
    private void mayEnd() {
        int drawn = random.nextInt(100);
        if (drawn < 4) {
            throw new Crash();
        }
        if (drawn < 10) {
            meanwhile.run();
        } else if (drawn < 20) {
            pass(upTo(CLAIMED_FOR.minusSeconds(1)));
        }
    }

    /** The transactions of such processes. */
    final class MortalTransactions extends TransactionTemplate {
        private static final long serialVersionUID = 1;

        MortalTransactions(PlatformTransactionManager transactions) {
            super(transactions);
        }

        @Override
        public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
            mayEnd();
            T result = super.execute(action);
            mayEnd();
            return result;
        }
    }

    Answer post(JsonNode body) {
        String key = body.path("idempotencyKey").asString();
        boolean media = body.has("mediaUrls");
        var fate = Fate.drawn(random);
        tell("call " + key + " " + fate);
        return switch (fate) {
            case LIMITS -> new Answer(429, "{}");
            case REFUSES -> refusal(138);
            case FAILS_FOR_NOW -> refusal(436);
            case LOSES_IT -> {
                takes(upTo(longestCall));
                yield Answer.NONE;
            }
            default -> taken(fate, key, media);
        };
    }

    private Answer taken(Fate fate, String key, boolean media) {
        Instant arrived = now;
        Duration takes = upTo(random.nextBoolean() ? longestCall : Duration.ofSeconds(10));
        Instant latest = arrived.plus(media ? longestCall : takes).plus(settings.settleTime());
        Instant shownFrom = random.nextBoolean()
                ? arrived.plus(upTo(Duration.between(arrived, latest)))
                : latest.minus(upTo(Duration.ofSeconds(10)));
        boolean pending = fate == Fate.SAYS_PENDING;
        Instant doneFrom = pending ? arrived.plus(upTo(Duration.ofMinutes(30))) : arrived;
        int error = pending && random.nextInt(4) == 0 ? 436 : 0;
        var row = new Row("AYR-" + UUID.randomUUID(), key, arrived, shownFrom, doneFrom, error);
        rows.add(row);
        tell("taken, shown from " + shownFrom + ", done from " + doneFrom);
        takes(takes);
        return switch (fate) {
            case ANSWERS, SAYS_PENDING ->
                new Answer(200, "{\"status\": \"success\", \"posts\": [" + json(row, arrived) + "]}");
            case HIDES_IT_IN_A_400 ->
                new Answer(400, "{\"status\": \"error\", \"posts\": [" + json(row, arrived) + "]}");
            case ANSWERS_502 -> new Answer(502, "<html><body>Bad Gateway</body></html>");
            case A_GATEWAY_ANSWERS_408 -> new Answer(408, "{\"message\": \"Request Timeout\"}");
            case A_GATEWAY_LISTS_ERRORS -> new Answer(504, "{\"errors\": [{\"message\": \"upstream timed out\"}]}");
            default -> Answer.NONE;
        };
    }

    /** While the call runs its process may stand still. */
    private void takes(Duration time) {
        Instant end = now.plus(time);
        if (random.nextInt(8) == 0) {
            meanwhile.run();
        }
        now = now.isBefore(end) ? end : now;
    }

    Answer history(int limit) {
        if (looksFail()) {
            return new Answer(500, "<html>oops</html>");
        }
        Instant asOf = limit > FRESH ? now.minus(upTo(settings.historyAge())) : now;
        var answer = JSON.createObjectNode();
        var history = answer.putArray("history");
        Stream.concat(others(), rows.stream().filter(row -> !row.shownFrom().isAfter(asOf)))
                .limit(limit)
                .map(row -> json(row, asOf))
                .forEach(history::add);
        tell("look as of " + asOf + " sees " + (history.size() - (crowded ? 40 : 0)));
        answerTakes();
        return new Answer(200, answer.toString());
    }

    /** Newer than the post, so that it is not among the first. */
    private Stream<Row> others() {
        return Stream.iterate(0, i -> crowded && i < 40, i -> i + 1)
                .map(i -> new Row("AYR-OTHER-" + i, "other-" + i, now.plusSeconds(1), now, now, 0));
    }

    Answer byId(String id) {
        if (looksFail()) {
            return new Answer(500, "<html>oops</html>");
        }
        var row = rows.stream().filter(r -> r.id().equals(id)).findFirst().orElseThrow();
        var answer = json(row, now);
        tell("look by id");
        answerTakes();
        return new Answer(200, answer.toString());
    }

    private boolean looksFail() {
        return failedLooks < 3 && random.nextInt(6) == 0 && failedLooks++ < 3;
    }

    private void answerTakes() {
        pass(upTo(Duration.ofSeconds(9)));
    }

    private ObjectNode json(Row row, Instant asOf) {
        var json = JSON.createObjectNode()
                .put("id", row.id())
                .put("created", row.created().toString());
        if (marked || row.key().startsWith("other")) {
            json.put("notes", row.key());
        }
        var postIds = json.putArray("postIds");
        var errors = json.putArray("errors");
        if (row.doneFrom().isAfter(asOf)) {
            return json.put("status", "pending");
        }
        if (row.error() == 0) {
            postIds.addObject()
                    .put("platform", "twitter")
                    .put("status", "success")
                    .put("id", "n-" + row.id());
            return json.put("status", "success");
        }
        errors.addObject()
                .put("platform", "twitter")
                .put("status", "error")
                .put("code", row.error())
                .put("message", "no");
        return json.put("status", "error");
    }

    private static Answer refusal(int code) {
        return new Answer(400, """
                {"status": "error", "posts": [{"status": "error", "postIds": [], "errors":
                  [{"status": "error", "platform": "twitter", "code": %d, "message": "no"}]}]}
                """.formatted(code));
    }

    private Duration upTo(Duration most) {
        return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private void tell(String what) {
        story.add(now.toString() + " " + what);
    }
}

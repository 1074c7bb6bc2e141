package dev.keelson.social.posts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ayrshare as it is on a bad day: it publishes and does not say so, says so late or in an error, forgets keys, shows its history
 * late or from a copy, and is away at times. What it does with a post is drawn from a seed. It knows the truth: how often each
 * text was published.
 */
final class UnreliableAyrshare implements AutoCloseable {
    /** What becomes of a sending. */
    enum Behaviour {
        PUBLISHES(30),
        IS_SLOW(8),
        NEVER_ANSWERS(5),
        RESETS(12),
        ANSWERS_500(6),
        ANSWERS_502(6),
        A_GATEWAY_ANSWERS_408(4),
        A_GATEWAY_LISTS_ERRORS(4),
        SUCCEEDS_INSIDE_400(8),
        LOSES_IT(10),
        LIMITS(12),
        HIDES_IT(10),
        FAILS_FOR_NOW(4),
        REFUSES(5);

        private final int weight;

        Behaviour(int weight) {
            this.weight = weight;
        }

        static Behaviour drawn(RandomGenerator random) {
            int drawn = random.nextInt(
                    Arrays.stream(values()).mapToInt(b -> b.weight).sum());
            for (Behaviour behaviour : values()) {
                drawn -= behaviour.weight;
                if (drawn < 0) {
                    return behaviour;
                }
            }
            throw new IllegalStateException();
        }
    }

    /** When something is just about to happen, or has just happened. */
    enum Moment {
        ARRIVED,
        PUBLISHED,
        ANSWERED,
        LOOKED
    }

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int FRESH = 25;

    private final long seed;
    private final Function<RandomGenerator, Behaviour> behaviour;
    private final Duration patience;
    private final Duration copyAge;
    private final int port;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(1);
    private final Map<String, List<Row>> rows = new ConcurrentHashMap<>();
    private final Map<String, Copy> copies = new ConcurrentHashMap<>();
    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> published = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> sendings = new ConcurrentHashMap<>();
    private final Map<Behaviour, AtomicInteger> behaviours = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile HttpServer server;
    private volatile Consumer<Moment> watcher = _ -> {};
    private volatile Consumer<String> webhooks = _ -> {};

    /** A post as it stands in the history. */
    private static final class Row {
        private final String id;
        private final String key;
        private final String text;
        private final String platform;
        private final String profile;
        private final Instant created;
        /** The history shows it a little late. */
        private final Instant visibleFrom;

        private volatile String status = "pending";
        private volatile @Nullable String networkId;
        private volatile int error;

        private Row(String id, JsonNode body, String profile, Instant created, Instant visibleFrom) {
            this.id = id;
            this.key = body.path("notes").asString();
            this.text = body.path("post").asString();
            this.platform = body.path("platforms").path(0).asString();
            this.profile = profile;
            this.created = created;
            this.visibleFrom = visibleFrom;
        }

        private ObjectNode toJson() {
            var row = JSON.createObjectNode()
                    .put("id", id)
                    .put("status", status)
                    .put("notes", key)
                    .put("created", created.toString());
            var postIds = row.putArray("postIds");
            var errors = row.putArray("errors");
            if (networkId != null) {
                postIds.addObject()
                        .put("platform", platform)
                        .put("status", "success")
                        .put("id", networkId)
                        .put("postUrl", "https://network.example/" + networkId);
            }
            if (error != 0) {
                errors.addObject()
                        .put("platform", platform)
                        .put("status", "error")
                        .put("code", error)
                        .put("message", "no");
            }
            return row;
        }
    }

    private record Copy(Instant at, List<Row> rows) {}

    /**
     * @param behaviour what it does with a post
     * @param patience how long our client waits for an answer
     * @param copyAge how old the long history may be
     */
    UnreliableAyrshare(long seed, Function<RandomGenerator, Behaviour> behaviour, Duration patience, Duration copyAge)
            throws IOException {
        this.seed = seed;
        this.behaviour = behaviour;
        this.patience = patience;
        this.copyAge = copyAge;
        this.server = started(0);
        this.port = server.getAddress().getPort();
    }

    private HttpServer started(int atPort) throws IOException {
        var started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), atPort), 200);
        started.setExecutor(threads);
        started.createContext("/post", exchange -> handled(exchange, this::post));
        started.createContext("/history", exchange -> handled(exchange, this::history));
        started.createContext("/profiles", exchange -> handled(exchange, this::profile));
        started.createContext("/user", exchange -> handled(exchange, UnreliableAyrshare::user));
        started.createContext("/", exchange -> answer(exchange, 200, "{\"status\": \"success\"}"));
        started.start();
        return started;
    }

    /** Nobody can connect for so long, and who is connected is cut off. */
    void beAwayFor(Duration time) throws Exception {
        server.stop(0);
        Thread.sleep(time);
        server = started(port);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void watchedBy(Consumer<Moment> newWatcher) {
        watcher = newWatcher;
    }

    void tells(Consumer<String> receiver) {
        webhooks = receiver;
    }

    /** How often each text was published. */
    Map<String, Integer> truth() {
        return published.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().get()));
    }

    /** How often each text was sent. */
    Map<String, Integer> sent() {
        return sendings.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().get()));
    }

    int looks() {
        return looks.get();
    }

    String summary() {
        return behaviours.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(" "));
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private static void handled(HttpExchange exchange, Handler handler) {
        try (exchange) {
            handler.handle(exchange);
        } catch (IOException | UncheckedIOException e) {
            // The one who asked has gone.
        }
    }

    private void profile(HttpExchange exchange) throws IOException {
        String id = "" + ids.incrementAndGet();
        answer(exchange, 200, """
                {"status": "success", "refId": "ref-%1$s", "profileKey": "KEY-%1$s", "url": "https://profile.example",
                 "expiresAt": "2100-01-01T00:00:00Z"}
                """.formatted(id));
    }

    private static void user(HttpExchange exchange) throws IOException {
        answer(exchange, 200, "{\"activeSocialAccounts\": [\"twitter\", \"telegram\", \"tiktok\"]}");
    }

    private void post(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("GET")) {
            byId(exchange);
            return;
        }
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        String profile = Objects.requireNonNull(exchange.getRequestHeaders().getFirst("Profile-Key"));
        String text = body.path("post").asString();
        int sending = sendings.computeIfAbsent(text, _ -> new AtomicInteger()).incrementAndGet();
        // Random's first number would hardly differ between the sendings of a text.
        var random = new SplittableRandom(seed + 31L * text.hashCode() + sending);
        var drawn = behaviour.apply(random);
        behaviours.computeIfAbsent(drawn, _ -> new AtomicInteger()).incrementAndGet();
        watcher.accept(Moment.ARRIVED);
        switch (drawn) {
            case LOSES_IT -> {}
            case LIMITS -> {
                exchange.getResponseHeaders().set("Retry-After", "0");
                answer(exchange, 429, "{}");
            }
            default -> taken(exchange, drawn, random, body, profile);
        }
    }

    private void taken(HttpExchange exchange, Behaviour drawn, RandomGenerator random, JsonNode body, String profile)
            throws IOException {
        String key = body.path("idempotencyKey").asString();
        Instant now = Instant.now();
        Duration hidden = drawn == Behaviour.HIDES_IT ? Duration.ofSeconds(4) : Duration.ofMillis(random.nextInt(300));
        Row row = new Row("AYR-" + ids.incrementAndGet(), body, profile, now, now.plus(hidden));
        if (!keys.add(key)) {
            // It forgets a key at times; then the network takes the text for a repetition.
            boolean forgotten = random.nextBoolean() && published.containsKey(row.text);
            answer(
                    exchange,
                    400,
                    forgotten
                            ? refusal(row, 137)
                            : "{\"status\": \"error\", \"message\": \"The idempotencyKey has been used.\"}");
            return;
        }
        rows.computeIfAbsent(profile, _ -> new CopyOnWriteArrayList<>()).add(row);
        if (drawn == Behaviour.REFUSES || drawn == Behaviour.FAILS_FOR_NOW) {
            row.error = drawn == Behaviour.REFUSES ? 138 : 436;
            row.status = "error";
            answer(exchange, 400, refusal(row, row.error));
        } else if (body.has("scheduleDate")) {
            var _ = later.schedule(() -> appear(row, random), 500, TimeUnit.MILLISECONDS);
            finish(exchange, drawn, random, """
                    {"status": "scheduled", "posts": [{"status": "scheduled", "id": "%s", "refId": "r"}]}
                    """.formatted(row.id));
        } else if (row.platform.equals("tiktok")) {
            row.networkId = "pending";
            row.status = "success";
            var _ = later.schedule(() -> appear(row, random), random.nextInt(800), TimeUnit.MILLISECONDS);
            finish(exchange, drawn, random, wrapped(row));
        } else {
            publish(row);
            finish(exchange, drawn, random, wrapped(row));
        }
    }

    private void publish(Row row) {
        published.computeIfAbsent(row.text, _ -> new AtomicInteger()).incrementAndGet();
        row.networkId = "n-" + row.id;
        row.status = "success";
        watcher.accept(Moment.PUBLISHED);
    }

    /** What was taken for later is published now, and told once, twice, late or never. */
    private void appear(Row row, RandomGenerator random) {
        publish(row);
        var payload = row.toJson()
                .put("action", "scheduled")
                .put("created", row.created.toString())
                .put("refId", row.profile.replace("KEY-", "ref-"));
        for (int times = random.nextInt(3); times > 0; times--) {
            var _ = later.schedule(
                    () -> threads.execute(() -> webhooks.accept(payload.toString())),
                    random.nextInt(1_500),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void finish(HttpExchange exchange, Behaviour drawn, RandomGenerator random, String answer)
            throws IOException {
        switch (drawn) {
            case NEVER_ANSWERS -> sleep(patience.plusMillis(500));
            case RESETS, HIDES_IT -> {}
            case ANSWERS_500 -> answer(exchange, 500, "<html><body>Internal Server Error</body></html>");
            case ANSWERS_502 -> answer(exchange, 502, "<html><body>Bad Gateway</body></html>");
            case A_GATEWAY_ANSWERS_408 -> answer(exchange, 408, "{\"message\": \"Request Timeout\"}");
            case A_GATEWAY_LISTS_ERRORS ->
                answer(exchange, 504, "{\"errors\": [{\"message\": \"upstream timed out\"}]}");
            case SUCCEEDS_INSIDE_400 ->
                answer(exchange, 400, answer.replaceFirst("\"status\": ?\"success\"", "\"status\": \"error\""));
            case IS_SLOW -> {
                sleep(Duration.ofMillis(random.nextLong(patience.toMillis() * 2 / 3)));
                answer(exchange, 200, answer);
            }
            default -> answer(exchange, 200, answer);
        }
        watcher.accept(Moment.ANSWERED);
    }

    private void byId(HttpExchange exchange) throws IOException {
        look();
        String id = exchange.getRequestURI().getPath().substring("/post/".length());
        var found = rows.values().stream()
                .flatMap(List::stream)
                .filter(row -> row.id.equals(id))
                .findFirst();
        if (found.isPresent()) {
            answer(exchange, 200, found.get().toJson().toString());
        } else {
            answer(exchange, 404, "{\"status\": \"error\", \"code\": 114, \"message\": \"not found\"}");
        }
    }

    private void history(HttpExchange exchange) throws IOException {
        int look = look();
        var random = new SplittableRandom(seed + look);
        if (random.nextInt(10) == 0) {
            answer(exchange, 500, "<html>oops</html>");
            return;
        }
        String profile = Objects.requireNonNull(exchange.getRequestHeaders().getFirst("Profile-Key"));
        int limit = Integer.parseInt(exchange.getRequestURI().getQuery().replaceAll(".*limit=(\\d+).*", "$1"));
        var shown = limit > FRESH
                ? copies.compute(
                                profile,
                                (_, copy) -> copy == null
                                                || copy.at()
                                                        .isBefore(Instant.now().minus(copyAge))
                                        ? new Copy(Instant.now(), visible(profile))
                                        : copy)
                        .rows()
                : visible(profile);
        if (shown.isEmpty()) {
            answer(exchange, 400, "{\"history\": {\"action\": \"get\", \"status\": \"error\", \"code\": 221}}");
            return;
        }
        var body = JSON.createObjectNode();
        var history = body.putArray("history");
        shown.stream().limit(limit).map(Row::toJson).forEach(history::add);
        answer(exchange, 200, body.toString());
    }

    private int look() {
        watcher.accept(Moment.LOOKED);
        return looks.incrementAndGet();
    }

    private List<Row> visible(String profile) {
        Instant now = Instant.now();
        return new ArrayList<>(rows.getOrDefault(profile, List.of()))
                .stream()
                        .filter(row -> !row.visibleFrom.isAfter(now))
                        .sorted(Comparator.comparing((Row row) -> row.created).reversed())
                        .toList();
    }

    private static String wrapped(Row row) {
        return "{\"status\": \"success\", \"posts\": [" + row.toJson() + "]}";
    }

    private static String refusal(Row row, int code) {
        return """
                {"status": "error", "posts": [{"status": "error", "id": "%s", "postIds": [], "errors":
                  [{"status": "error", "platform": "%s", "code": %d, "message": "no"}]}]}
                """.formatted(row.id, row.platform, code);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        later.shutdownNow();
        threads.shutdownNow();
    }
}

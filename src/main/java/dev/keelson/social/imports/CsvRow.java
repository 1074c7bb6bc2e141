package dev.keelson.social.imports;

import dev.keelson.social.networks.Platform;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A record of a CSV file. */
final class CsvRow {
    private static final Pattern BETWEEN_NETWORKS = Pattern.compile("[\\s,;|]+");
    private static final Pattern BETWEEN_MEDIA = Pattern.compile("[\\s|]+");
    private static final Pattern FIELD_OF_TARGET = Pattern.compile("targets\\[(\\d+)]\\.(\\w+).*", Pattern.DOTALL);

    private final JsonMapper json;
    private final Map<String, String> values;
    private final RowErrors errors = new RowErrors();

    private CsvRow(Map<String, String> values, JsonMapper json) {
        this.values = values;
        this.json = json;
    }

    /** @throws dev.keelson.shared.ProblemException {@code ROW_NOT_VALID} where it cannot be taken apart */
    static RowSource read(List<String> header, String raw, JsonMapper json) {
        var columns = Columns.require(header);
        var fields = json.readValue(raw, String[].class);
        if (fields.length != columns.size()) {
            throw RowErrors.of(
                    Columns.ROW, "has %d fields where the header has %d".formatted(fields.length, columns.size()));
        }
        var values = new TreeMap<String, String>();
        for (int i = 0; i < fields.length; i++) {
            if (!fields[i].isBlank() && !Columns.isOurs(columns.get(i))) {
                values.put(columns.get(i), fields[i].replace("\r\n", "\n"));
            }
        }
        return new CsvRow(values, json).read();
    }

    private RowSource read() {
        String externalId = stripped(Columns.EXTERNAL_ID);
        var time = new RowTime(
                stripped(Columns.WHEN), stripped(Columns.DATE), stripped(Columns.TIME), stripped(Columns.TIMEZONE));
        var normal = new TreeMap<>(values);
        normal.remove(Columns.EXTERNAL_ID);
        var platforms = platforms();
        var post = post(platforms);
        errors.throwIfAny();
        return new RowSource(externalId, json.writeValueAsString(normal), post, time, column(List.copyOf(platforms)));
    }

    private ObjectNode post(Set<Platform> platforms) {
        var post = json.createObjectNode();
        put(post, "content", values.get(Columns.CONTENT));
        String media = values.get(Columns.MEDIA);
        if (media != null) {
            var urls = post.putArray("mediaUrls");
            BETWEEN_MEDIA.splitAsStream(media.strip()).forEach(urls::add);
        }
        var options = options(platforms);
        var targets = post.putArray("targets");
        for (var platform : platforms) {
            var target = targets.addObject();
            target.put("platform", platform.id());
            put(target, "content", values.get(Columns.contentOf(platform)));
            put(target, "title", values.get(Columns.TITLE));
            if (platform == Platform.REDDIT) {
                put(target, "subreddit", stripped(Columns.SUBREDDIT));
            }
            put(target, "firstComment", values.get(Columns.FIRST_COMMENT));
            var own = options.get(platform.id());
            if (own != null) {
                target.set("options", own);
            }
        }
        Arrays.stream(Platform.values())
                .filter(platform -> !platforms.contains(platform))
                .map(Columns::contentOf)
                .filter(values::containsKey)
                .forEach(column -> errors.add(column, "is a text for a network that 'platforms' does not name"));
        return post;
    }

    private Set<Platform> platforms() {
        var platforms = EnumSet.noneOf(Platform.class);
        String written = values.getOrDefault(Columns.PLATFORMS, "").strip();
        if (written.isEmpty()) {
            errors.add(Columns.PLATFORMS, "must name at least one network");
            return platforms;
        }
        BETWEEN_NETWORKS
                .splitAsStream(written)
                .filter(name -> !name.isEmpty())
                .forEach(name -> Platform.of(name.toLowerCase(Locale.ROOT))
                        .ifPresentOrElse(
                                platforms::add,
                                () -> errors.add(
                                        Columns.PLATFORMS,
                                        "has a network that is not known: '%s'"
                                                .formatted(name.length() > 40 ? name.substring(0, 40) + "…" : name))));
        return platforms;
    }

    private Map<String, JsonNode> options(Set<Platform> platforms) {
        var options = new TreeMap<String, JsonNode>();
        String written = values.get(Columns.OPTIONS);
        if (written == null) {
            return options;
        }
        try {
            if (json.readTree(written) instanceof ObjectNode object) {
                JsonRow.requireText(object, Columns.OPTIONS);
                object.forEachEntry((name, own) -> Platform.of(name)
                        .filter(platforms::contains)
                        .ifPresentOrElse(
                                platform -> options.put(platform.id(), own),
                                () -> errors.add(
                                        Columns.OPTIONS, "has options of a network that 'platforms' does not name")));
                return options;
            }
        } catch (JacksonException e) {
            // Told below, like what is JSON but no object.
        }
        errors.add(Columns.OPTIONS, "must be JSON by network, such as {\"pinterest\": {\"boardId\": \"…\"}}");
        return options;
    }

    /** In which column a field of the request stands. */
    private static UnaryOperator<String> column(List<Platform> platforms) {
        return field -> {
            Matcher target = FIELD_OF_TARGET.matcher(field);
            if (target.matches()) {
                int index = Integer.parseInt(target.group(1));
                return switch (target.group(2)) {
                    case "content" ->
                        index < platforms.size() ? Columns.contentOf(platforms.get(index)) : Columns.CONTENT;
                    case "platform" -> Columns.PLATFORMS;
                    case "mediaUrls" -> Columns.MEDIA;
                    case "thread" -> Columns.OPTIONS;
                    default -> target.group(2);
                };
            }
            if (field.startsWith("mediaUrls")) {
                return Columns.MEDIA;
            }
            return field.startsWith("targets") ? Columns.PLATFORMS : field;
        };
    }

    private @Nullable String stripped(String column) {
        String value = values.get(column);
        return value == null ? null : value.strip();
    }

    private static void put(ObjectNode node, String field, @Nullable String value) {
        if (value != null) {
            node.put(field, value);
        }
    }
}

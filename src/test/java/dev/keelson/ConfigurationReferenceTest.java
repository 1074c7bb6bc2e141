package dev.keelson;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.testing.WrittenDocument;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes docs/configuration.md from the settings' records, from their Javadoc, which the compiler has put into
 * {@code spring-configuration-metadata.json}, and from {@code application.yaml}.
 */
class ConfigurationReferenceTest {
    private static final String METADATA = "target/classes/META-INF/spring-configuration-metadata.json";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):(.*)}");
    private static final Pattern IN_CACHE = Pattern.compile(".*\\.cache\\.[^.]+\\.(\\w+)");
    private static final Pattern CODE = Pattern.compile("\\{@\\w+ ([^}]*)}");

    /** The compiler keeps no words about what is in a map. */
    private static final Map<String, String> IN_CACHES = Map.of(
            "ttl", "how long an answer is taken for the vendor's",
            "size", "how many answers are kept, at most",
            "stale", "for how long after that it still serves while the vendor is not available");

    /**
     * @param value what the setting is where nobody sets it; empty where there is nothing
     * @param variable the environment variable that sets it, if it has one of its own
     */
    private record Setting(String name, String type, String value, String variable, String description) {}

    private final JsonNode metadata = JsonMapper.shared().readTree(new File(METADATA));
    private final Map<String, JsonNode> known = metadata.path("properties")
            .valueStream()
            .collect(toMap(property -> property.path("name").asString(), property -> property, (first, _) -> first));
    private final Map<String, String> shipped = applicationYaml();

    @Test
    void everySettingSaysWhatItIs() {
        assertThat(settings().values().stream().flatMap(List::stream))
                .hasSizeGreaterThan(100)
                .filteredOn(setting -> setting.description().isBlank())
                .extracting(Setting::name)
                .as("Settings without a description: write the @param of their records.")
                .isEmpty();
    }

    @Test
    void everySettingThatTheCompilerFoundIsThere() {
        var names = settings().values().stream()
                .flatMap(List::stream)
                .map(Setting::name)
                .toList();

        assertThat(known.keySet()).filteredOn(name -> !name.endsWith(".cache")).isSubsetOf(names);
    }

    @Test
    void everyKeelsonSettingInTheYamlExists() {
        var names = settings().values().stream()
                .flatMap(List::stream)
                .map(Setting::name)
                .toList();

        assertThat(shipped.keySet())
                .filteredOn(name -> name.startsWith("keelson."))
                .isSubsetOf(names);
    }

    @Test
    void referenceIsWrittenFromTheCode() throws IOException {
        var reference = new WrittenDocument("configuration.md");
        reference.paragraph("# Configuration");
        reference.paragraph("""
                Every setting of Keelson's own, and what it is where nobody sets it. What has to be set is in the
                [README](../README.md#with-real-vendors). All else of Spring Boot's can be set as well; see
                [its list](https://docs.spring.io/spring-boot/appendix/application-properties/index.html).
                """);
        reference.paragraph("""
                A setting with a *variable* is meant to be set by it. Each of the others has one, too: its name in capitals, dots
                as underscores, dashes left out, so `keelson.webhooks.max-body-size` is `KEELSON_WEBHOOKS_MAXBODYSIZE`. They are
                taken at the start; a value that cannot be used stops it. Durations are written `20ms`, `10s`, `5m`, `2h`, `90d`;
                lists are separated by commas.
                """);
        reference.paragraph("`ConfigurationReferenceTest` writes this page from the code. Do not edit it.");
        settings().forEach((prefix, settings) -> {
            reference.paragraph("## `" + prefix + "`");
            table(reference, settings);
        });
        reference.paragraph("## Others that have a variable");
        table(reference, others());

        reference.isCheckedIn();
    }

    /** By the prefixes that are bound to a record. */
    private Map<String, List<Setting>> settings() {
        var sections = new TreeMap<String, List<Setting>>();
        metadata.path("groups").forEach(group -> {
            Class<?> type = ClassUtils.resolveClassName(group.path("type").asString(), null);
            if (type.isAnnotationPresent(ConfigurationProperties.class)) {
                // Two modules may read the same setting; the first one's words are enough.
                sections.putIfAbsent(
                        group.path("name").asString(),
                        below(group.path("name").asString(), type).toList());
            }
        });
        return sections;
    }

    /** In the order in which they are declared, because their words follow from one to the next. */
    private Stream<Setting> below(String prefix, Class<?> type) {
        return Arrays.stream(type.getRecordComponents()).flatMap(component -> {
            String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
            Class<?> inMap = recordInMap(component);
            if (inMap != null) {
                return namesIn(name).flatMap(key -> below(name + "." + key, inMap));
            }
            return component.getType().isRecord()
                    ? below(name, component.getType())
                    : Stream.of(setting(name, component));
        });
    }

    /** Those that we set; a placeholder where there are none. */
    private Stream<String> namesIn(String map) {
        var names = shipped.keySet().stream()
                .filter(name -> name.startsWith(map + "."))
                .map(name -> name.substring(map.length() + 1))
                .map(name -> name.substring(0, name.indexOf('.')))
                .distinct()
                .toList();
        return names.isEmpty() ? Stream.of("<name>") : names.stream();
    }

    private static @Nullable Class<?> recordInMap(RecordComponent component) {
        return component.getType() == Map.class
                        && component.getGenericType() instanceof ParameterizedType map
                        && map.getActualTypeArguments()[1] instanceof Class<?> value
                        && value.isRecord()
                ? value
                : null;
    }

    private Setting setting(String name, RecordComponent component) {
        String set = shipped.getOrDefault(name, "");
        var variable = VARIABLE.matcher(set);
        boolean byVariable = variable.matches();
        String value = byVariable ? variable.group(2) : set;
        return new Setting(
                name,
                component.getGenericType().getTypeName().replaceAll("[\\w.$]+[.$](\\w+)", "$1"),
                value.isEmpty() ? defaultOf(component) : value,
                byVariable ? variable.group(1) : "",
                description(name));
    }

    private static String defaultOf(RecordComponent component) {
        var constructor = component.getDeclaringRecord().getDeclaredConstructors()[0];
        return Arrays.stream(constructor.getParameters())
                .filter(parameter -> parameter.getName().equals(component.getName()))
                .flatMap(parameter -> Optional.ofNullable(parameter.getAnnotation(DefaultValue.class)).stream())
                .map(value -> String.join(",", value.value()))
                .findFirst()
                .orElse("");
    }

    private String description(String name) {
        var cached = IN_CACHE.matcher(name);
        if (cached.matches()) {
            return IN_CACHES.getOrDefault(cached.group(1), "");
        }
        var property = known.get(name);
        String text = property == null ? "" : property.path("description").asString("");
        return CODE.matcher(text).replaceAll("`$1`").replaceAll("\\s+", " ");
    }

    /** What is not ours and has a variable all the same. */
    private List<Setting> others() {
        List<Setting> others = new ArrayList<>();
        shipped.forEach((name, value) -> {
            var variable = VARIABLE.matcher(value);
            if (!name.startsWith("keelson.") && variable.matches()) {
                others.add(new Setting(name, "", variable.group(2), variable.group(1), ""));
            }
        });
        return others;
    }

    private static void table(WrittenDocument reference, List<Setting> settings) {
        Map<String, Function<Setting, String>> columns = new LinkedHashMap<>();
        columns.put("setting", setting -> code(setting.name()));
        columns.put("type", setting -> code(setting.type()));
        columns.put("default", setting -> code(setting.value()));
        columns.put("variable", setting -> code(setting.variable()));
        columns.put("meaning", Setting::description);
        columns.values().removeIf(column -> settings.stream().map(column).allMatch(String::isEmpty));
        reference.table(
                List.copyOf(columns.keySet()),
                settings.stream()
                        .map(setting -> columns.values().stream()
                                .map(column -> column.apply(setting))
                                .toList())
                        .toList());
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private static Map<String, String> applicationYaml() {
        try {
            var sources = new YamlPropertySourceLoader()
                    .load("application", new FileSystemResource("src/main/resources/application.yaml"));
            Map<String, String> values = new TreeMap<>();
            for (var source : sources) {
                for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                    values.put(name, String.valueOf(source.getProperty(name)));
                }
            }
            return values;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

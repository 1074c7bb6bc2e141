package dev.keelson.social.imports;

import dev.keelson.social.networks.Platform;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The columns that a CSV file may have. Their names are read without regard to case, spaces, hyphens and underscores. */
final class Columns {
    static final String CONTENT = "content";
    static final String PLATFORMS = "platforms";
    static final String WHEN = "when";
    static final String DATE = "date";
    static final String TIME = "time";
    static final String TIMEZONE = "timezone";
    static final String MEDIA = "media";
    static final String TITLE = "title";
    static final String SUBREDDIT = "subreddit";
    static final String FIRST_COMMENT = "firstComment";
    static final String EXTERNAL_ID = "externalId";
    static final String OPTIONS = "options";

    /** Of our own files of failed rows, which may be sent as they are. */
    static final String ROW = "row";

    static final String ERROR = "error";

    private static final List<String> KNOWN = List.of(
            CONTENT,
            PLATFORMS,
            WHEN,
            DATE,
            TIME,
            TIMEZONE,
            MEDIA,
            TITLE,
            SUBREDDIT,
            FIRST_COMMENT,
            EXTERNAL_ID,
            OPTIONS,
            ROW,
            ERROR);
    private static final Map<String, String> BY_NAME = new LinkedHashMap<>();

    static {
        KNOWN.forEach(column -> BY_NAME.put(plain(column), column));
        Arrays.stream(Platform.values()).forEach(platform -> {
            BY_NAME.put(plain(contentOf(platform)), contentOf(platform));
            BY_NAME.put(plain("content:" + platform.ayrshareName()), contentOf(platform));
        });
    }

    private Columns() {}

    static String contentOf(Platform platform) {
        return "content:" + platform.id();
    }

    static Optional<String> known(String header) {
        return Optional.ofNullable(BY_NAME.get(plain(header)));
    }

    static boolean isOurs(String column) {
        return column.equals(ROW) || column.equals(ERROR);
    }

    /**
     * The column that each field belongs to.
     *
     * @throws dev.keelson.shared.ProblemException {@code IMPORT_HEADER} where one is not known or there twice
     */
    static List<String> require(List<String> header) {
        var columns = header.stream().map(name -> known(name).orElse("")).toList();
        var seen = new TreeSet<String>();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).isEmpty()) {
                throw ImportProblem.IMPORT_HEADER.because(
                        "Column %d, '%s', is not known. Known are %s and content:<network>."
                                .formatted(
                                        i + 1,
                                        shortened(header.get(i)),
                                        String.join(", ", KNOWN.subList(0, KNOWN.indexOf(ROW)))));
            }
            if (!seen.add(columns.get(i))) {
                throw ImportProblem.IMPORT_HEADER.because("The column '%s' is there twice.".formatted(columns.get(i)));
            }
        }
        if (!seen.contains(PLATFORMS)) {
            throw ImportProblem.IMPORT_HEADER.because("The column 'platforms' is missing.");
        }
        return columns;
    }

    private static String plain(String name) {
        return name.strip().toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    }

    private static String shortened(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "…";
    }
}

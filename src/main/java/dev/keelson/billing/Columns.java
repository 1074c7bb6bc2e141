package dev.keelson.billing;

import dev.keelson.shared.Timestamps;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Many rows as parameters of one statement, an array for each column, which the statement takes apart with {@code unnest}: a
 * list of a hundred rows is planned and sent as quickly as one of a single row.
 *
 * <p>JSON goes as texts, and the statement casts the text of each row and not the array: what PostgreSQL allocates to cast an
 * array it keeps to the end of the statement, which makes a hundred objects of 4 KB take five times as long.
 */
final class Columns<T> {
    private final List<T> rows;
    private final Map<String, Object> parameters = new HashMap<>();

    Columns(List<T> rows) {
        this.rows = rows;
    }

    Columns<T> ids(String name, Function<T, UUID> value) {
        return put(name, rows.stream().map(value).toArray(UUID[]::new));
    }

    Columns<T> texts(String name, Function<T, @Nullable String> value) {
        var texts = new @Nullable String[rows.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = value.apply(rows.get(i));
        }
        return put(name, texts);
    }

    /** Whole numbers. */
    Columns<T> numbers(String name, Function<T, ? extends @Nullable Number> value) {
        var numbers = new @Nullable Long[rows.size()];
        for (int i = 0; i < numbers.length; i++) {
            Number number = value.apply(rows.get(i));
            numbers[i] = number == null ? null : (Long) number.longValue();
        }
        return put(name, numbers);
    }

    Columns<T> flags(String name, Predicate<T> value) {
        return put(name, rows.stream().map(value::test).toArray(Boolean[]::new));
    }

    /** As texts, because the driver makes no array of times: the statement has to cast them to {@code timestamptz[]}. */
    Columns<T> times(String name, Function<T, @Nullable Instant> value) {
        return texts(name, row -> {
            var time = Timestamps.at(value.apply(row));
            return time == null ? null : time.toString();
        });
    }

    Map<String, Object> parameters() {
        return parameters;
    }

    private Columns<T> put(String name, @Nullable Object[] array) {
        parameters.put(name, array);
        return this;
    }
}

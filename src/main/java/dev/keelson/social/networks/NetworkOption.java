package dev.keelson.social.networks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An option of a network, by Ayrshare's name.
 *
 * @param allowed the only values, empty where others are taken
 * @param least of a number, or of the entries of a list
 * @param most of a number, of the entries of a list, or of the characters of a text
 * @param required whether its object cannot do without it
 * @param fields of an object
 * @param entries what each entry of a list is
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record NetworkOption(
        String name,
        Type type,
        List<String> allowed,
        @Nullable Double least,
        @Nullable Double most,
        boolean required,
        List<NetworkOption> fields,
        @Nullable NetworkOption entries,
        @Nullable String note) {

    /** As in JSON. */
    enum Type {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        LIST,
        OBJECT;

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static NetworkOption flag(String name) {
        return of(name, Type.BOOLEAN);
    }

    static NetworkOption text(String name) {
        return of(name, Type.STRING);
    }

    static NetworkOption whole(String name) {
        return of(name, Type.INTEGER);
    }

    static NetworkOption number(String name) {
        return of(name, Type.NUMBER);
    }

    static NetworkOption choice(String name, String... allowed) {
        return new NetworkOption(name, Type.STRING, List.of(allowed), null, null, false, List.of(), null, null);
    }

    static NetworkOption object(String name, NetworkOption... fields) {
        return new NetworkOption(name, Type.OBJECT, List.of(), null, null, false, List.of(fields), null, null);
    }

    static NetworkOption list(String name, NetworkOption entries) {
        return new NetworkOption(name, Type.LIST, List.of(), null, null, false, List.of(), entries, null);
    }

    static NetworkOption texts(String name) {
        return list(name, text(""));
    }

    private static NetworkOption of(String name, Type type) {
        return new NetworkOption(name, type, List.of(), null, null, false, List.of(), null, null);
    }

    NetworkOption atLeast(double bound) {
        return new NetworkOption(name, type, allowed, bound, most, required, fields, entries, note);
    }

    NetworkOption atMost(double bound) {
        return new NetworkOption(name, type, allowed, least, bound, required, fields, entries, note);
    }

    NetworkOption asRequired() {
        return new NetworkOption(name, type, allowed, least, most, true, fields, entries, note);
    }

    NetworkOption noting(String said) {
        return new NetworkOption(name, type, allowed, least, most, required, fields, entries, said);
    }
}

package dev.keelson.social.networks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A rule that is broken, or that could not be checked.
 *
 * @param code stable, such as {@code TEXT_TOO_LONG}
 * @param field where in the request: {@code targets[1].content}
 * @param message what is wrong, this time
 * @param action the next thing to do
 * @param position index in the field's text where it starts, as JavaScript counts; null where it is about the whole
 * @param length of what is wrong from there, null where it is about the whole
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Finding(
        Severity severity,
        String code,
        String field,
        String message,
        String action,
        @Nullable Integer position,
        @Nullable Integer length) {

    /** Errors keep a post from going out; warnings do not. */
    public enum Severity {
        ERROR,
        WARNING;

        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean isError() {
        return severity == Severity.ERROR;
    }
}

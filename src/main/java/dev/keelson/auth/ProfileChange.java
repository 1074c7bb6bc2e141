package dev.keelson.auth;

import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be changed; null leaves a field as it is. */
record ProfileChange(
        @Nullable @Size(min = 1, max = 50) @Pattern(regexp = NOT_BLANK, message = "must not be blank")
        String firstName,

        @Nullable @Size(min = 1, max = 50) @Pattern(regexp = NOT_BLANK, message = "must not be blank")
        String lastName,

        @Nullable @Pattern(regexp = "[a-zA-Z0-9_-]{3,30}", message = "must have 3 to 30 letters, digits, '_' or '-'")
        String username) {

    private static final String NOT_BLANK = "(?s).*\\S.*|";

    boolean isEmpty() {
        return fields().isEmpty();
    }

    /** The names of what is to be changed. */
    List<String> fields() {
        List<String> fields = new ArrayList<>();
        if (firstName != null) {
            fields.add("firstName");
        }
        if (lastName != null) {
            fields.add("lastName");
        }
        if (username != null) {
            fields.add("username");
        }
        return fields;
    }
}

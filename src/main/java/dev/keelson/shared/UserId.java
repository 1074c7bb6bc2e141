package dev.keelson.shared;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** A user's id in Keelson: a UUIDv7, made here. Clerk's {@code user_…} is kept in a column of its own. */
public record UserId(@JsonValue UUID value) {
    @JsonCreator
    public static UserId of(String text) {
        return new UserId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

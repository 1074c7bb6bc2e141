package dev.keelson.sandbox.clerk;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What a request says: the Frontend API takes forms, the Backend API JSON, and this one either. */
record Parameters(ObjectNode values) {
    private static final long LONGEST_LIFETIME_SECONDS = Duration.ofDays(365).toSeconds();

    static Parameters of(HttpServletRequest request) throws IOException {
        var type = request.getContentType();
        if (type != null && MediaType.parseMediaType(type).isCompatibleWith(MediaType.APPLICATION_JSON)) {
            byte[] body = request.getInputStream().readAllBytes();
            if (body.length > 0 && JsonMapper.shared().readTree(body) instanceof ObjectNode object) {
                return new Parameters(object);
            }
            throw ClerkError.badRequest("request_body_invalid", "The request body is not a JSON object.");
        }
        var values = JsonMapper.shared().createObjectNode();
        request.getParameterMap().forEach((name, value) -> values.put(name, value[0]));
        return new Parameters(values);
    }

    /** Null where it is absent, null or blank. */
    @Nullable
    String text(String name) {
        var value = values.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isValueNode()) {
            throw wrongType(name);
        }
        var text = value.asString().strip();
        return text.isEmpty() ? null : text;
    }

    String required(String name) {
        var text = text(name);
        if (text == null) {
            throw ClerkError.unprocessable("form_param_missing", name + " must be included.", name);
        }
        return text;
    }

    boolean has(String name) {
        return values.has(name);
    }

    /** A JSON object, or in a form the text of one; an empty one where it is absent. */
    ObjectNode object(String name) {
        JsonNode value = values.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return JsonMapper.shared().createObjectNode();
        }
        if ((value.isString() ? JsonMapper.shared().readTree(value.stringValue()) : value)
                instanceof ObjectNode object) {
            return object;
        }
        throw wrongType(name);
    }

    /** How long a token is to live: this sandbox's own parameter, for people who paste commands. */
    Duration lifetime() {
        var text = text("lifetime_seconds");
        if (text == null) {
            return SessionTokens.LIFETIME;
        }
        try {
            long seconds = Long.parseLong(text);
            if (seconds >= 1 && seconds <= LONGEST_LIFETIME_SECONDS) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            throw wrongType("lifetime_seconds");
        }
        throw ClerkError.unprocessable(
                "form_param_value_invalid", "lifetime_seconds is from 1 to a year's worth.", "lifetime_seconds");
    }

    void refuseAllBut(Collection<String> known) {
        for (var name : values.propertyNames()) {
            if (!known.contains(name)) {
                throw ClerkError.unprocessable("form_param_unknown", name + " is not a valid parameter.", name);
            }
        }
    }

    private static ClerkError wrongType(String name) {
        return ClerkError.unprocessable("form_param_type_invalid", name + " has the wrong type.", name);
    }
}

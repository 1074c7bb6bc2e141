package dev.keelson.sandbox.clerk;

import dev.keelson.sandbox.server.RunningSandbox;
import dev.keelson.sandbox.server.SandboxKeys;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the stand-in as a frontend and as a backend do. */
record ClerkCaller(RunningSandbox sandbox) {
    record Answer(int status, JsonNode body) {
        String errorCode() {
            return body.at("/errors/0/code").asString("");
        }
    }

    static String freshEmailAddress() {
        return UUID.randomUUID() + "@example.com";
    }

    /** @param form as curl's {@code -d} takes it */
    Answer frontend(String path, String form) {
        var answer = sandbox.client()
                .post()
                .uri("/clerk/v1/client" + path)
                .header(HttpHeaders.USER_AGENT, "Mozilla/5.0 (Macintosh) Chrome/128.0.0.0 Safari/537.36")
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body(form)
                .retrieve()
                .toEntity(String.class);
        return new Answer(answer.getStatusCode().value(), read(answer.getBody()));
    }

    JsonNode signUp() {
        return signUp("first_name=Ada");
    }

    JsonNode signUp(String form) {
        return frontend("/sign_ups", form + "&email_address=" + freshEmailAddress())
                .body();
    }

    /** @param path with a query that is escaped already */
    Answer backend(HttpMethod method, String path) {
        return backend(method, path, null);
    }

    Answer backend(HttpMethod method, String path, @Nullable String body) {
        var request = sandbox.client()
                .method(method)
                .uri(sandbox.url().resolve("/clerk/v1" + path))
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + SandboxKeys.CLERK_SECRET_KEY)
                .header("Clerk-API-Version", "2026-05-12");
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        var answer = request.retrieve().toEntity(String.class);
        return new Answer(answer.getStatusCode().value(), read(answer.getBody()));
    }

    static String text(JsonNode object, String field) {
        return object.get(field).stringValue();
    }

    private static JsonNode read(@Nullable String body) {
        return JsonMapper.shared().readTree(Objects.requireNonNull(body));
    }
}

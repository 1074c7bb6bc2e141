package dev.keelson.sandbox.clerk;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The Backend API's users, version 2026-05-12. */
@RestController
@RequestMapping("/clerk/v1/users")
class BackendUsersApi {
    private static final Set<String> TEXTS = Set.of("first_name", "last_name", "username", "external_id", "locale");
    private static final Set<String> METADATA = Set.of("public_metadata", "private_metadata", "unsafe_metadata");

    private final Users users;

    BackendUsersApi(Users users) {
        this.users = users;
    }

    @GetMapping
    List<ObjectNode> list(
            @RequestParam(name = "email_address", defaultValue = "") List<String> emailAddress,
            @RequestParam(name = "email_address[]", defaultValue = "") List<String> emailAddresses,
            @RequestParam(name = "user_id", defaultValue = "") List<String> userId,
            @RequestParam(required = false) @Nullable String query,
            @RequestParam(required = false) @Nullable Boolean banned,
            @RequestParam(name = "order_by", defaultValue = "-created_at") String orderBy,
            @RequestParam(defaultValue = "10") int limit,
            @RequestParam(defaultValue = "0") int offset,
            @RequestParam(name = "starting_after", required = false) @Nullable String startingAfter) {
        return new UserSearch(
                        Stream.concat(emailAddress.stream(), emailAddresses.stream())
                                .toList(),
                        userId,
                        query,
                        banned,
                        orderBy,
                        limit,
                        offset,
                        startingAfter)
                .page(users.all());
    }

    @GetMapping("/count")
    ObjectNode count(
            @RequestParam(name = "email_address", defaultValue = "") List<String> emailAddress,
            @RequestParam(required = false) @Nullable String query,
            @RequestParam(required = false) @Nullable Boolean banned) {
        var search = new UserSearch(emailAddress, List.of(), query, banned, "created_at", 1, 0, null);
        return JsonMapper.shared()
                .createObjectNode()
                .put("object", "total_count")
                .put("total_count", search.matching(users.all()).count());
    }

    @GetMapping("/{id}")
    ObjectNode get(@PathVariable String id) {
        return users.get(id);
    }

    @PatchMapping("/{id}")
    ObjectNode update(@PathVariable String id, HttpServletRequest request) throws IOException {
        var parameters = Parameters.of(request);
        parameters.refuseAllBut(TEXTS);
        NewUser.validUsername(parameters.text("username"));
        return users.change(
                id,
                user -> TEXTS.stream().filter(parameters::has).forEach(name -> user.put(name, parameters.text(name))));
    }

    /** Merges deeply; a key that is null is removed. */
    @PatchMapping("/{id}/metadata")
    ObjectNode mergeMetadata(@PathVariable String id, HttpServletRequest request) throws IOException {
        var parameters = Parameters.of(request);
        parameters.refuseAllBut(METADATA);
        return users.change(
                id,
                user -> METADATA.stream()
                        .filter(parameters::has)
                        .forEach(name -> Metadata.merge((ObjectNode) user.get(name), parameters.object(name))));
    }

    /** Replaces the kinds of metadata that the request names. */
    @PutMapping("/{id}/metadata")
    ObjectNode replaceMetadata(@PathVariable String id, HttpServletRequest request) throws IOException {
        var parameters = Parameters.of(request);
        parameters.refuseAllBut(METADATA);
        return users.change(
                id,
                user -> METADATA.stream()
                        .filter(parameters::has)
                        .forEach(name -> user.set(name, parameters.object(name))));
    }

    @PostMapping("/{id}/ban")
    ObjectNode ban(@PathVariable String id) {
        return users.ban(id);
    }

    @PostMapping("/{id}/unban")
    ObjectNode unban(@PathVariable String id) {
        return users.unban(id);
    }

    @DeleteMapping("/{id}")
    ObjectNode delete(@PathVariable String id) {
        return users.delete(id);
    }
}

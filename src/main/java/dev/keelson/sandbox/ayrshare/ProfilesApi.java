package dev.keelson.sandbox.ayrshare;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.keelson.sandbox.server.SandboxStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

@AyrshareApi
class ProfilesApi {
    private static final int MAX_LIMIT = 5000;

    private final Profiles profiles;
    private final Posts posts;
    private final Suspensions suspensions;
    private final SandboxStore store;

    ProfilesApi(Profiles profiles, Posts posts, Suspensions suspensions, SandboxStore store) {
        this.profiles = profiles;
        this.posts = posts;
        this.suspensions = suspensions;
        this.store = store;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    record ProfileRequest(
            @Nullable String title,
            @Nullable String profileKey,
            boolean messagingActive,
            @Nullable List<String> disableSocial,
            @Nullable List<String> tags) {}

    /** The one answer that has the profile's key. */
    record Created(String status, String title, String refId, String profileKey, boolean messagingActive) {}

    record Changed(String status, String refId) {
        static Changed of(Profile profile) {
            return new Changed("success", profile.refId());
        }
    }

    record Row(
            String title,
            String refId,
            Instant created,
            Instant createdUTC,
            boolean messagingActive,
            List<String> disableSocial,
            List<String> tags,
            List<Network> activeSocialAccounts) {
        static Row from(Profile profile) {
            return new Row(
                    profile.title(),
                    profile.refId(),
                    profile.created(),
                    profile.created(),
                    profile.messagingActive(),
                    profile.disableSocial(),
                    profile.tags(),
                    profile.linked());
        }
    }

    record Page(
            List<Row> profiles,
            int count,
            boolean hasMore,
            @Nullable String nextCursor) {}

    @PostMapping({"/profiles", "/profiles/profile", "/profiles/create-profile"})
    Created create(@RequestBody ProfileRequest request) {
        var title = request.title();
        if (!StringUtils.hasText(title)) {
            throw AyrshareException.badParameter("Missing or incorrect parameter: title.");
        }
        var profile = store.atomically(() -> profiles.create(
                title, request.messagingActive(), orEmpty(request.disableSocial()), orEmpty(request.tags())));
        return new Created(
                "success", profile.title(), profile.refId(), profile.profileKey(), profile.messagingActive());
    }

    @GetMapping("/profiles")
    Page list(
            @RequestParam(required = false) @Nullable String title,
            @RequestParam(required = false) @Nullable String refId,
            @RequestParam Map<String, String> parameters,
            @RequestParam(required = false) @Nullable Boolean hasActiveSocialAccounts,
            @RequestParam(defaultValue = "" + MAX_LIMIT) int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        var keys = parameters.entrySet().stream()
                .filter(parameter -> parameter.getKey().startsWith("profileKeys"))
                .map(Map.Entry::getValue)
                .toList();
        var found = profiles.list().stream()
                .filter(profile -> title == null || profile.title().equals(title))
                .filter(profile -> refId == null || profile.refId().equals(refId))
                .filter(profile -> keys.isEmpty() || keys.contains(profile.profileKey()))
                .filter(profile -> hasActiveSocialAccounts == null
                        || hasActiveSocialAccounts != profile.accounts().isEmpty())
                .map(Row::from)
                .toList();
        int from = cursor == null ? 0 : found.stream().map(Row::refId).toList().indexOf(cursor) + 1;
        int to = Math.min(found.size(), from + Math.clamp(limit, 1, MAX_LIMIT));
        boolean hasMore = to < found.size();
        return new Page(
                found.subList(from, to),
                to - from,
                hasMore,
                hasMore ? found.get(to - 1).refId() : null);
    }

    @PatchMapping("/profiles")
    Changed update(@RequestBody ProfileRequest request) {
        return store.atomically(() -> {
            var profile = addressed(request, null);
            if (StringUtils.hasText(request.title())) {
                profile = profiles.rename(profile, request.title());
            }
            if (request.disableSocial() != null) {
                profile = profile.disabling(request.disableSocial());
            }
            profiles.save(profile);
            return Changed.of(profile);
        });
    }

    @DeleteMapping("/profiles")
    Changed delete(
            @RequestBody(required = false) @Nullable ProfileRequest request,
            @RequestHeader(name = "Profile-Key", required = false) @Nullable String keyHeader) {
        return store.atomically(() -> {
            var profile = addressed(request, keyHeader);
            suspensions.check(profile);
            posts.deleteAll(profile);
            profiles.delete(profile);
            return Changed.of(profile);
        });
    }

    private Profile addressed(@Nullable ProfileRequest request, @Nullable String keyHeader) {
        var key = request != null && request.profileKey() != null ? request.profileKey() : keyHeader;
        var found = key != null
                ? profiles.byKey(key)
                : Optional.ofNullable(request).map(ProfileRequest::title).flatMap(profiles::byTitle);
        return found.orElseThrow(() -> AyrshareException.badParameter("Missing or incorrect parameter: profileKey."));
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return Objects.requireNonNullElse(list, List.of());
    }
}

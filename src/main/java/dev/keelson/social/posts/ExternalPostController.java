package dev.keelson.social.posts;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.social.networks.Platform;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What was published through the user's profile by other means. */
@RestController
@RequestMapping("/api/v1/social/external-posts")
class ExternalPostController {
    private final ExternalPosts posts;

    ExternalPostController(ExternalPosts posts) {
        this.posts = posts;
    }

    @GetMapping
    Page<ExternalPost> list(
            @AuthenticationPrincipal CurrentUser user,
            @RequestParam(required = false) @Nullable String platform,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        var only = platform == null ? null : Platform.named("platform", platform);
        return posts.list(user.id(), only, Cursor.decode(cursor), limit);
    }
}

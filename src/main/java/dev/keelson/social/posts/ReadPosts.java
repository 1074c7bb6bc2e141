package dev.keelson.social.posts;

import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.UserId;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** What a user sees of their posts. */
@Component
@Transactional(readOnly = true)
class ReadPosts {
    private final Posts posts;
    private final FindPosts find;

    ReadPosts(Posts posts, FindPosts find) {
        this.posts = posts;
        this.find = find;
    }

    PostResponse find(UserId user, UUID id) {
        return posts.findByIdAndUserId(id, user.value()).map(PostResponse::from).orElseThrow(WritePosts::notFound);
    }

    /** The newest first. Deleted ones only where that status is asked for. */
    Page<PostResponse> list(UserId user, PostFilter filter, Optional<Cursor> after, int limit) {
        var page = Page.of(find.find(user, filter, after, limit + 1), limit, Function.identity());
        var found = posts.findByIdIn(page.items().stream().map(Cursor::id).toList()).stream()
                .collect(Collectors.toMap(Post::id, PostResponse::from));
        return page.map(cursor -> Objects.requireNonNull(found.get(cursor.id())));
    }
}

package dev.keelson.social.posts;

import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.EntityGraph;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;

/**
 * The posts. Who changes one locks it first: a post's targets are sent at the same time, and each of them decides what the
 * post's status is.
 */
public interface Posts extends JpaRepository<Post, UUID> {
    @EntityGraph(attributePaths = "targets")
    Optional<Post> findByIdAndUserId(UUID id, UUID userId);

    @EntityGraph(attributePaths = "targets")
    List<Post> findByIdIn(Collection<UUID> ids);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select p from Post p where p.id = :id and p.userId = :userId")
    Optional<Post> lock(UUID id, UUID userId);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select p from Post p where p.id = :id")
    Optional<Post> lock(UUID id);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select p from Post p where p.id = (select t.post.id from PostTarget t where t.id = :targetId)")
    Optional<Post> lockByTarget(UUID targetId);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("""
            select p from Post p where p.userId = :userId
            and exists (select t from PostTarget t where t.post = p and t.ayrsharePostId = :ayrsharePostId)
            """)
    Optional<Post> lockByAyrsharePostId(UUID userId, String ayrsharePostId);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select p from Post p where p.userId = :userId order by p.id")
    List<Post> lockAll(UUID userId);
}

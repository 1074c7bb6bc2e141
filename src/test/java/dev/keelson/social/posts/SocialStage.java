package dev.keelson.social.posts;

import dev.keelson.clients.ayrshare.CreatedProfile;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.ProfileStore;
import dev.keelson.social.networks.Platform;
import dev.keelson.social.networks.PostContent;
import dev.keelson.social.networks.PostContent.TargetContent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Sets the stage for an {@link AyrshareHistory}: a profile whose posts Ayrshare has taken, and what is left of it here. */
public final class SocialStage {
    private final ProfileStore profiles;
    private final Posts posts;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;

    public SocialStage(ApplicationContext application) {
        profiles = application.getBean(ProfileStore.class);
        posts = application.getBean(Posts.class);
        transaction = application.getBean(TransactionTemplate.class);
        jdbc = application.getBean(JdbcClient.class);
    }

    /** @param key tells the user's requests at Ayrshare from others' */
    public record Member(UserId user, String refId, String key, AyrshareHistory history) {}

    /** A user with a profile, around which the history is going to happen. */
    public Member member(UserId user, AyrshareHistory template) {
        var claim = UUID.randomUUID();
        profiles.claim(user, claim);
        var profile = profiles.find(user).orElseThrow();
        var created = new CreatedProfile("ref-" + profile.id(), new ProfileKey("KEY-" + profile.id()));
        profiles.activate(profile, claim, created);
        var member = new Member(user, created.refId(), created.key().value(), template.of(created.refId()));
        member.history().posts().forEach((id, platforms) -> taken(user, id, List.copyOf(platforms)));
        return member;
    }

    private void taken(UserId user, String ayrshareId, List<Platform> platforms) {
        transaction.executeWithoutResult(_ -> {
            var now = Instant.now();
            var targets = platforms.stream()
                    .map(platform -> TargetContent.on(platform))
                    .toList();
            var content = new PostContent("Post " + ayrshareId, List.of(), targets);
            var post = Post.draft(user, content, UUID::randomUUID, now);
            post.publish(now).forEach(target -> {
                post.sending(target.id(), now);
                post.accepted(target.id(), ayrshareId, now);
            });
            posts.save(post);
        });
    }

    /**
     * The rows of a member, but for what is ours alone: ids, and when we wrote. Of an account that is not linked any more the
     * details are left out: they are what was seen when Ayrshare was asked, and it may not have been asked while it was. So is
     * one of which nothing else is known.
     */
    public String rows(Member member) {
        var rows = new ArrayList<String>();
        rows.addAll(rows(member, """
                select case when listed then to_jsonb(a)
                    else to_jsonb(a) - '{account_id,name,picture_url,profile_url,refresh_by}'::text[] end
                  - '{id,user_id,created_at,updated_at,lost_at,expiry_told,holds_since}'::text[]
                  || jsonb_build_object('lost', lost_at is not null, 'holds', holds_since is not null) as row
                from social_accounts a where user_id = :user and (listed or signal is not null) order by platform"""));
        rows.addAll(rows(member, """
                select to_jsonb(p) - '{id,user_id,created_at,updated_at,published_at,version}'::text[]
                  || jsonb_build_object('out', published_at is not null) as row
                from posts p where user_id = :user order by content"""));
        rows.addAll(rows(member, """
                select to_jsonb(t) - '{id,post_id,user_id,published_at}'::text[]
                  || jsonb_build_object('out', published_at is not null) as row
                from post_targets t where user_id = :user order by ayrshare_post_id, platform"""));
        return String.join("\n", rows).replace(member.refId(), "REF");
    }

    private List<String> rows(Member member, String sql) {
        return jdbc.sql(sql)
                .param("user", member.user().value())
                .query((row, _) -> row.getString("row"))
                .list();
    }
}

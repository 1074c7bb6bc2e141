package dev.keelson.social;

import dev.keelson.auth.PersonalData;
import dev.keelson.auth.PersonalRows;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What is kept about a person who publishes. The key of the profile at Ayrshare is a secret, and no part of it. */
@Component
class SocialData implements PersonalData {
    private final PersonalRows rows;

    SocialData(PersonalRows rows) {
        this.rows = rows;
    }

    @Override
    public List<Topic> topics() {
        return List.of(
                rows.topic(
                        "social-profile",
                        "Your profile at Ayrshare, through which posts are published.",
                        Set.of("social_profiles"),
                        "select to_jsonb(p) - 'profile_key' - 'claim' from social_profiles p where user_id = :user"),
                rows.topic(
                        "social-accounts",
                        "The accounts at social networks that you have linked.",
                        Set.of("social_accounts"),
                        "select to_jsonb(a) from social_accounts a where user_id = :user order by platform"),
                rows.topic(
                        "social-media",
                        "The files that you have uploaded for your posts, and the links to others.",
                        Set.of("media"),
                        "select to_jsonb(m) from media m where user_id = :user order by created_at, id"),
                rows.topic(
                        "social-external-posts",
                        "What was published or scheduled through your profile at Ayrshare, and not by this application.",
                        Set.of("external_posts"),
                        "select to_jsonb(e) from external_posts e where user_id = :user order by published_at, id"),
                rows.topic(
                        "social-schedule",
                        "When your posts may go out, as you have set it.",
                        Set.of("schedule_settings"),
                        "select to_jsonb(s) from schedule_settings s where user_id = :user"),
                rows.topic(
                        "social-posts",
                        "Your posts, with what became of each on each network.",
                        Set.of("posts", "post_targets", "post_attempts"),
                        """
                        select to_jsonb(p) || jsonb_build_object('targets',
                          (select coalesce(jsonb_agg(to_jsonb(t) - '{claimed_by,claimed_until,step_failures}'::text[] || jsonb_build_object('attempts',
                             (select coalesce(jsonb_agg(to_jsonb(a) - 'idempotency_key' order by a.started_at), '[]')
                              from post_attempts a where a.target_id = t.id)) order by t.platform), '[]')
                           from post_targets t where t.post_id = p.id))
                        from posts p where user_id = :user order by created_at, id
                        """),
                rows.topic(
                        "social-calendar-feed",
                        "Since when your calendar can be read at a secret address.",
                        Set.of("calendar_feeds"),
                        "select to_jsonb(f) - 'token_hash' from calendar_feeds f where user_id = :user"),
                rows.topic(
                        "social-imports",
                        "The files of posts that you have sent, with their rows.",
                        Set.of("imports", "import_rows"),
                        """
                        select to_jsonb(i) || jsonb_build_object('rows',
                          (select coalesce(jsonb_agg(to_jsonb(r) - 'row_key' order by r.number), '[]')
                           from import_rows r where r.import_id = i.id))
                        from imports i where user_id = :user order by created_at, id
                        """),
                rows.topic(
                        "social-imported-rows",
                        "Which rows of such files have become posts, so that none becomes two.",
                        Set.of("import_keys"),
                        "select to_jsonb(k) - 'row_key' from import_keys k where user_id = :user"));
    }
}

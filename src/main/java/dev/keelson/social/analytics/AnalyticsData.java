package dev.keelson.social.analytics;

import dev.keelson.auth.PersonalData;
import dev.keelson.auth.PersonalRows;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** The numbers in a person's export. */
@Component
class AnalyticsData implements PersonalData {
    private final PersonalRows rows;

    AnalyticsData(PersonalRows rows) {
        this.rows = rows;
    }

    @Override
    public List<Topic> topics() {
        return List.of(
                rows.topic(
                        "social-analytics",
                        "How your posts did on each network, with earlier numbers.",
                        Set.of("post_metrics", "metric_snapshots"),
                        """
                        select to_jsonb(m) || jsonb_build_object('history',
                          (select coalesce(jsonb_agg(to_jsonb(s) - 'user_id' - 'target_id' order by s.taken_at), '[]')
                           from metric_snapshots s where s.target_id = m.target_id))
                        from post_metrics m where user_id = :user order by published_at, target_id
                        """),
                rows.topic(
                        "social-account-analytics",
                        "How your linked accounts did, day by day.",
                        Set.of("account_metrics"),
                        "select to_jsonb(a) from account_metrics a where user_id = :user order by day, platform"),
                rows.topic(
                        "social-account-collections",
                        "When we asked how your accounts do.",
                        Set.of("account_collections"),
                        "select to_jsonb(c) from account_collections c where user_id = :user"));
    }
}

package dev.keelson.notifications;

import dev.keelson.auth.PersonalData;
import dev.keelson.auth.PersonalRows;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What a person was told. */
@Component
class NotificationData implements PersonalData {
    private final PersonalRows rows;

    NotificationData(PersonalRows rows) {
        this.rows = rows;
    }

    @Override
    public List<Topic> topics() {
        return List.of(rows.topic(
                "notifications",
                "What you have been told here.",
                Set.of("notifications"),
                "select to_jsonb(n) from notifications n where user_id = :user order by created_at, id"));
    }
}

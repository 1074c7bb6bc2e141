package dev.keelson.flags;

import dev.keelson.auth.PersonalData;
import dev.keelson.auth.PersonalRows;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Which features were switched on for a person by name. */
@Component
class FlagData implements PersonalData {
    private final PersonalRows rows;

    FlagData(PersonalRows rows) {
        this.rows = rows;
    }

    @Override
    public List<Topic> topics() {
        return List.of(
                rows.topic(
                        "features",
                        "Features that were switched on for you in particular.",
                        Set.of("feature_flags"),
                        "select jsonb_build_object('feature', key, 'enabled', enabled) from feature_flags where :user = any(users) order by key"));
    }
}

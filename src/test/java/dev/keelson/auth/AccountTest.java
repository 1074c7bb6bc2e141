package dev.keelson.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keelson.shared.UserId;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AccountTest {
    @Test
    void whatOtherModulesAddIsAFieldOfItsOwn() {
        var user = new User(
                UserId.of("01900000-0000-7000-8000-000000000000"),
                "user_1",
                User.Mirror.EMPTY,
                0,
                PlanChanged.FREE,
                0,
                false,
                Instant.EPOCH,
                null);
        var preferences = new Preferences(
                "dark",
                "en",
                "UTC",
                new Preferences.Notifications(true, true, false, true),
                new Preferences.Privacy(false, false));

        var json = JsonMapper.shared()
                .valueToTree(Account.from(user, null, preferences, Map.of("entitlements", Map.of("posts", 10))));

        assertThat(json.at("/entitlements/posts").intValue()).isEqualTo(10);
        assertThat(json.at("/id").stringValue()).isEqualTo("01900000-0000-7000-8000-000000000000");
    }
}

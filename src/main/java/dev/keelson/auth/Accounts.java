package dev.keelson.auth;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.UserId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts together what a user sees of themselves. */
@Component
class Accounts {
    private final Users users;
    private final PreferencesStore preferences;
    private final List<AccountSection> sections;

    Accounts(Users users, PreferencesStore preferences, List<AccountSection> sections) {
        this.users = users;
        this.preferences = preferences;
        this.sections = sections;
    }

    /** @param impersonator Clerk's id of who acts in the user's place; null where it is the user */
    Account of(UserId id, @Nullable String impersonator) {
        User user = users.find(id)
                .filter(found -> !found.deleted())
                .orElseThrow(() -> CommonProblem.NOT_FOUND.because("This account exists no more."));
        return Account.from(user, impersonator, preferences.of(id).preferences(), sectionsOf(id));
    }

    private Map<String, Object> sectionsOf(UserId id) {
        Map<String, Object> fields = new LinkedHashMap<>();
        sections.forEach(section -> fields.put(section.name(), section.of(id)));
        return fields;
    }
}

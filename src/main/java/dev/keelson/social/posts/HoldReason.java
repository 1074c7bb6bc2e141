package dev.keelson.social.posts;

import com.fasterxml.jackson.annotation.JsonValue;
import jakarta.persistence.EnumeratedValue;
import java.util.Locale;

/** Why a post that was due does not go out before its user says so. */
public enum HoldReason {
    /** Its time had passed for too long when we noticed. */
    MISSED(
            "Its time had passed for too long when we could have sent it",
            "Give it another time, publish it now, or delete it."),
    /** None of the networks that it is for can be published to. */
    ACCOUNT(
            "None of its networks is linked and active",
            "Link them again or end their pause; then publish it now or give it another time."),
    /** The user's plan does not allow it any more. */
    PLAN(
            "Your plan does not include it any more",
            "Choose a plan that does; then publish it now or give it another time.");

    private final String meaning;
    private final String action;

    @EnumeratedValue
    private final String id = name().toLowerCase(Locale.ROOT);

    HoldReason(String meaning, String action) {
        this.meaning = meaning;
        this.action = action;
    }

    String meaning() {
        return meaning;
    }

    String action() {
        return action;
    }

    @JsonValue
    public String id() {
        return id;
    }
}

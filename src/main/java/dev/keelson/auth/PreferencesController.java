package dev.keelson.auth;

import dev.keelson.shared.CurrentUser;
import jakarta.validation.Valid;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The caller's preferences. Two devices may edit them at once: {@code If-Match} says which state a change is meant for. */
@RestController
@RequestMapping("/api/v1/me/preferences")
class PreferencesController {
    private final PreferencesStore store;
    private final ChangePreferences change;

    PreferencesController(PreferencesStore store, ChangePreferences change) {
        this.store = store;
        this.change = change;
    }

    @GetMapping
    ResponseEntity<Preferences> get(@AuthenticationPrincipal CurrentUser user) {
        return answer(store.of(user.id()));
    }

    @PutMapping
    ResponseEntity<Preferences> put(
            @AuthenticationPrincipal CurrentUser user,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody @Valid Preferences preferences) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return answer(change.replace(user.id(), preferences));
        }
        return version(ifMatch)
                .flatMap(version -> change.replace(user.id(), preferences, version))
                .map(PreferencesController::answer)
                .orElseThrow(() -> AuthProblem.PREFERENCES_CHANGED.because(
                        "They are not what 'If-Match' says any more; nothing was changed."));
    }

    private static ResponseEntity<Preferences> answer(PreferencesStore.Versioned stored) {
        return ResponseEntity.ok()
                .eTag("\"" + stored.version() + "\"")
                .cacheControl(CacheControl.noCache().cachePrivate())
                .body(stored.preferences());
    }

    /** Of an ETag that we gave; nothing for any other, which cannot match. A proxy that compresses may have made it weak. */
    private static Optional<Long> version(String etag) {
        var digits = etag.replaceFirst("^W/", "").replaceFirst("^\"(\\d{1,18})\"$", "$1");
        return digits.matches("\\d{1,18}") ? Optional.of(Long.valueOf(digits)) : Optional.empty();
    }
}

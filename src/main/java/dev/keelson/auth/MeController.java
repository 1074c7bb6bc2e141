package dev.keelson.auth;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import jakarta.validation.Valid;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The caller's account. */
@RestController
@RequestMapping("/api/v1/me")
class MeController {
    private final Accounts accounts;
    private final ChangeProfile changeProfile;

    MeController(Accounts accounts, ChangeProfile changeProfile) {
        this.accounts = accounts;
        this.changeProfile = changeProfile;
    }

    @GetMapping
    ResponseEntity<Account> get(@AuthenticationPrincipal CurrentUser user) {
        return answer(user);
    }

    @PatchMapping
    ResponseEntity<Account> change(
            @AuthenticationPrincipal CurrentUser user, @RequestBody @Valid ProfileChange change) {
        if (change.isEmpty()) {
            throw CommonProblem.VALIDATION_FAILED.because("Say at least one of firstName, lastName and username.");
        }
        changeProfile.change(user, change);
        return answer(user);
    }

    private ResponseEntity<Account> answer(CurrentUser user) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noCache().cachePrivate())
                .body(accounts.of(user.id()));
    }
}

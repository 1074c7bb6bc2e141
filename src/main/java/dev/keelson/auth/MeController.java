package dev.keelson.auth;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUserAuthentication;
import jakarta.validation.Valid;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
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
    ResponseEntity<Account> get(CurrentUserAuthentication caller) {
        return answer(caller);
    }

    @PatchMapping
    ResponseEntity<Account> change(CurrentUserAuthentication caller, @RequestBody @Valid ProfileChange change) {
        if (change.isEmpty()) {
            throw CommonProblem.VALIDATION_FAILED.because("Say at least one of firstName, lastName and username.");
        }
        changeProfile.change(caller.getPrincipal(), change);
        return answer(caller);
    }

    private ResponseEntity<Account> answer(CurrentUserAuthentication caller) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noCache().cachePrivate())
                .body(accounts.of(caller.getPrincipal().id(), caller.impersonator()));
    }
}

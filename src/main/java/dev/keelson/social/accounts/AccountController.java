package dev.keelson.social.accounts;

import dev.keelson.shared.CommonProblem;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Page;
import dev.keelson.shared.Problem;
import dev.keelson.shared.Problem.FieldError;
import dev.keelson.shared.ProblemException;
import dev.keelson.social.accounts.Account.LinkState;
import dev.keelson.social.networks.Platform;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The user's linked accounts. */
@RestController
@RequestMapping("/api/v1/social")
class AccountController {
    private final LinkAccounts links;
    private final LinkedAccounts accounts;

    AccountController(LinkAccounts links, LinkedAccounts accounts) {
        this.links = links;
        this.accounts = accounts;
    }

    /** @param platforms the networks to offer; all where it is left out */
    record LinkRequest(@Nullable @Size(max = 13) List<@NotNull String> platforms) {}

    record LinkResponse(String url, Instant expiresAt) {}

    record PauseRequest(@NotNull Boolean paused) {}

    record AccountResponse(
            UUID id,
            Platform platform,
            @Nullable String name,
            @Nullable String pictureUrl,
            @Nullable String profileUrl,
            LinkState state,
            @Nullable Instant relinkBy,
            @Nullable Instant lastSyncAt) {

        static AccountResponse from(Account account) {
            return new AccountResponse(
                    account.id(),
                    account.platform(),
                    account.name(),
                    account.pictureUrl(),
                    account.profileUrl(),
                    account.state(),
                    account.relinkBy(),
                    account.syncedAt());
        }
    }

    @PostMapping("/link-sessions")
    ResponseEntity<LinkResponse> startLinking(
            @AuthenticationPrincipal CurrentUser user,
            @Valid @RequestBody(required = false) @Nullable LinkRequest request) {
        var names = request == null || request.platforms() == null ? List.<String>of() : request.platforms();
        var session = links.startLinking(user.id(), platforms(names));
        return ResponseEntity.status(HttpStatus.CREATED)
                .cacheControl(CacheControl.noStore())
                .body(new LinkResponse(session.url(), session.expiresAt()));
    }

    @GetMapping("/accounts")
    Page<AccountResponse> list(@AuthenticationPrincipal CurrentUser user) {
        return page(accounts.of(user.id()));
    }

    @PostMapping("/accounts/refresh")
    Page<AccountResponse> refresh(@AuthenticationPrincipal CurrentUser user) {
        return page(links.refresh(user.id()));
    }

    @PatchMapping("/accounts/{id}")
    AccountResponse pause(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable UUID id,
            @Valid @RequestBody PauseRequest request) {
        var account = find(user, id);
        accounts.pause(account, request.paused());
        return AccountResponse.from(find(user, id));
    }

    @DeleteMapping("/accounts/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unlink(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        links.unlink(user.id(), id);
    }

    private Account find(CurrentUser user, UUID id) {
        return accounts.find(user.id(), id)
                .orElseThrow(() -> AccountProblem.ACCOUNT_NOT_FOUND.because("You have no account with this id."));
    }

    private static Page<AccountResponse> page(List<Account> accounts) {
        return new Page<>(accounts.stream().map(AccountResponse::from).toList(), null);
    }

    private static List<Platform> platforms(List<String> names) {
        var platforms = new ArrayList<Platform>();
        var errors = new ArrayList<FieldError>();
        for (int i = 0; i < names.size(); i++) {
            String field = "platforms[" + i + "]";
            Platform.of(names.get(i))
                    .ifPresentOrElse(platforms::add, () -> errors.add(new FieldError(field, "is not a known network")));
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    Problem.of(CommonProblem.VALIDATION_FAILED, "A network of the list is not known.")
                            .errors(errors));
        }
        return platforms;
    }
}

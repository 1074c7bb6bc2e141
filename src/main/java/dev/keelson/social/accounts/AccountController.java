package dev.keelson.social.accounts;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Page;
import dev.keelson.shared.Problem.FieldError;
import dev.keelson.shared.ProblemException;
import dev.keelson.social.accounts.Account.LinkState;
import dev.keelson.social.networks.Platform;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.time.InstantSource;
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
import org.springframework.web.bind.annotation.RestController;

/** The user's linked accounts. */
@RestController
@RequestMapping("/api/v1/social")
class AccountController {
    private final LinkAccounts links;
    private final LinkedAccounts accounts;
    private final AccountAllowance allowance;
    private final InstantSource clock;

    AccountController(LinkAccounts links, LinkedAccounts accounts, AccountAllowance allowance, InstantSource clock) {
        this.links = links;
        this.accounts = accounts;
        this.allowance = allowance;
        this.clock = clock;
    }

    /** @param platforms the networks to offer; all where it is left out */
    record LinkRequest(@Nullable @Size(max = 13) List<@NotNull String> platforms) {}

    record LinkResponse(String url, Instant expiresAt) {}

    record PauseRequest(@NotNull Boolean paused) {}

    /** A call of this API that helps; {@code body} as it has to be sent. */
    record Action(
            String rel,
            String method,
            String href,
            @Nullable Object body) {
        static final Action CHOOSE_PLAN = new Action("choose_plan", "GET", "/api/v1/billing/plans", null);

        static Action relink(Platform platform) {
            return new Action(
                    "relink", "POST", "/api/v1/social/link-sessions", new LinkRequest(List.of(platform.id())));
        }
    }

    /**
     * @param relinkBy until when the link works; null where the network does not say so
     * @param daysLeft the same in days
     * @param overPlan linked, and beyond what the plan allows: takes no posts
     * @param actions what the user can do about it
     */
    record AccountResponse(
            UUID id,
            Platform platform,
            @Nullable String name,
            @Nullable String pictureUrl,
            @Nullable String profileUrl,
            LinkState state,
            @Nullable Instant relinkBy,
            @Nullable Long daysLeft,
            boolean overPlan,
            @Nullable Instant lastSyncAt,
            List<Action> actions) {

        static AccountResponse from(Account account, boolean overPlan, Instant now) {
            var daysLeft = account.daysLeft(now);
            var actions = new ArrayList<Action>();
            if (account.state() == LinkState.NEEDS_RELINK || (daysLeft != null && daysLeft <= LinkHealth.EARLY)) {
                actions.add(Action.relink(account.platform()));
            }
            if (overPlan) {
                actions.add(Action.CHOOSE_PLAN);
            }
            return new AccountResponse(
                    account.id(),
                    account.platform(),
                    account.name(),
                    account.pictureUrl(),
                    account.profileUrl(),
                    account.state(),
                    account.relinkBy(),
                    daysLeft,
                    overPlan,
                    account.syncedAt(),
                    actions);
        }
    }

    /** @param scheduledPosts how many posts are still planned for this network, and cannot go out there now */
    record UnlinkResponse(Platform platform, int scheduledPosts) {}

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
        return page(user, accounts.of(user.id()));
    }

    @PostMapping("/accounts/refresh")
    Page<AccountResponse> refresh(@AuthenticationPrincipal CurrentUser user) {
        return page(user, links.refresh(user.id()));
    }

    @PatchMapping("/accounts/{id}")
    AccountResponse pause(
            @AuthenticationPrincipal CurrentUser user,
            @PathVariable UUID id,
            @Valid @RequestBody PauseRequest request) {
        var account = find(user, id);
        accounts.pause(account, request.paused());
        return page(user, List.of(find(user, id))).items().getFirst();
    }

    @DeleteMapping("/accounts/{id}")
    UnlinkResponse unlink(@AuthenticationPrincipal CurrentUser user, @PathVariable UUID id) {
        var unlinked = links.unlink(user.id(), id);
        return new UnlinkResponse(unlinked.platform(), unlinked.planned());
    }

    private Account find(CurrentUser user, UUID id) {
        return accounts.find(user.id(), id)
                .orElseThrow(() -> AccountProblem.ACCOUNT_NOT_FOUND.because("You have no account with this id."));
    }

    private Page<AccountResponse> page(CurrentUser user, List<Account> shown) {
        var beyond = allowance.beyond(user.id());
        var now = clock.instant();
        return new Page<>(
                shown.stream()
                        .map(account -> AccountResponse.from(account, beyond.contains(account.platform()), now))
                        .toList(),
                null);
    }

    private static List<Platform> platforms(List<String> names) {
        var platforms = new ArrayList<Platform>();
        var errors = new ArrayList<FieldError>();
        for (int i = 0; i < names.size(); i++) {
            String field = "platforms[" + i + "]";
            Platform.of(names.get(i))
                    .ifPresentOrElse(platforms::add, () -> errors.add(new FieldError(field, Platform.RULE)));
        }
        if (!errors.isEmpty()) {
            throw ProblemException.notValid(errors);
        }
        return platforms;
    }
}

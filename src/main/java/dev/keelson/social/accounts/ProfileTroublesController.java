package dev.keelson.social.accounts;

import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.ProfileTroubles.TroubledProfile;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Profiles at Ayrshare that cannot be used, for administrators. */
@RestController
@RequestMapping("/api/v1/admin/social/profiles")
class ProfileTroublesController {
    private final ProfileTroubles troubles;
    private final AdoptProfile adopt;

    ProfileTroublesController(ProfileTroubles troubles, AdoptProfile adopt) {
        this.troubles = troubles;
        this.adopt = adopt;
    }

    /** @param profileKey a secret */
    record KeyRequest(@NotBlank @Size(max = 200) String profileKey) {
        @Override
        public String toString() {
            return "KeyRequest[***]";
        }
    }

    @Operation(
            summary = "List the profiles that only an administrator can help",
            description = "Each with what helps. One that is suspended leaves the list when a call for it works again.")
    @GetMapping
    Page<TroubledProfile> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "" + Page.DEFAULT_LIMIT) @Min(1) @Max(Page.MAX_LIMIT) int limit) {
        return troubles.page(Cursor.decode(cursor), limit);
    }

    @Operation(
            summary = "Give a user's profile the key that we never got",
            description =
                    "As Ayrshare's dashboard shows it. Ayrshare is asked whether it is the key of this user's profile."
                            + " Needs a fresh proof of who you are.")
    @PostMapping("/{id}/key")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void adopt(
            @AuthenticationPrincipal CurrentUser administrator,
            @PathVariable UUID id,
            @Valid @RequestBody KeyRequest request) {
        adopt.run(new UserId(id), new ProfileKey(request.profileKey().strip()), administrator.id());
    }
}

package dev.keelson.flags;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.keelson.shared.CurrentUser;
import dev.keelson.shared.Page;
import dev.keelson.shared.Role;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Flags, for administrators. Two of them may edit one at once: {@code If-Match} says which state a change is meant for. */
@RestController
@RequestMapping("/api/v1/admin/flags")
class AdminFlagController {
    private static final String KEY = "[a-z0-9]+([.-][a-z0-9]+)*";
    private static final String KEY_RULE = "must be lower-case letters and digits, with single dots or dashes between";

    private final FlagStore store;
    private final ChangeFlags flags;

    AdminFlagController(FlagStore store, ChangeFlags flags) {
        this.store = store;
        this.flags = flags;
    }

    /**
     * The whole rule: what is left out of the lists is not kept.
     *
     * @param users ids of single users; for many, a role or a percentage is meant
     */
    record FlagBody(
            @NotNull Boolean enabled,
            // Not an int: a fraction would be cut off without a word.
            @NotNull @Min(0) @Max(100) @Digits(integer = 20, fraction = 0, message = "must be a whole number")
            BigDecimal percentage,

            @Nullable
            List<@NotNull @Pattern(regexp = "free|premium|admin", message = "must be free, premium or admin") String>
                    roles,

            @Size(max = 100) @Nullable List<@NotNull UUID> users) {

        Flag.Rule rule() {
            return new Flag.Rule(
                    enabled,
                    percentage.intValueExact(),
                    (roles == null ? List.<String>of() : roles)
                            .stream()
                                    .map(role -> Role.valueOf(role.toUpperCase(Locale.ROOT)))
                                    .collect(toUnmodifiableSet()),
                    (users == null ? List.<UUID>of() : users).stream().collect(toUnmodifiableSet()));
        }
    }

    record FlagView(
            String key,
            boolean enabled,
            int percentage,
            List<String> roles,
            List<UUID> users,
            Instant createdAt,
            Instant updatedAt) {

        static FlagView from(Flag flag) {
            var rule = flag.rule();
            return new FlagView(
                    flag.key(),
                    rule.enabled(),
                    rule.percentage(),
                    rule.roles().stream()
                            .sorted()
                            .map(role -> role.name().toLowerCase(Locale.ROOT))
                            .toList(),
                    rule.users().stream().sorted().toList(),
                    flag.createdAt(),
                    flag.updatedAt());
        }
    }

    /** All at once: people make them, so they are few. */
    @GetMapping
    Page<FlagView> list() {
        return new Page<>(store.all().stream().map(FlagView::from).toList(), null);
    }

    @GetMapping("/{key}")
    ResponseEntity<FlagView> get(@PathVariable String key) {
        return answer(store.find(key)
                .orElseThrow(() -> FlagProblem.FLAG_NOT_FOUND.because("There is no flag '%s'.".formatted(key))));
    }

    @PutMapping("/{key}")
    ResponseEntity<FlagView> put(
            @AuthenticationPrincipal CurrentUser admin,
            @PathVariable @Size(max = 64) @Pattern(regexp = KEY, message = KEY_RULE) String key,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody @Valid FlagBody body) {
        return answer(flags.put(admin, key, body.rule(), matches(ifMatch)));
    }

    @DeleteMapping("/{key}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(
            @AuthenticationPrincipal CurrentUser admin,
            @PathVariable String key,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        flags.delete(admin, key, matches(ifMatch));
    }

    private static ResponseEntity<FlagView> answer(Flag flag) {
        return ResponseEntity.ok().eTag(etag(flag)).body(FlagView.from(flag));
    }

    private static String etag(Flag flag) {
        return "\"" + flag.version() + "\"";
    }

    /** A proxy that compresses may have made our ETag weak. */
    private static Predicate<Flag> matches(@Nullable String ifMatch) {
        return flag -> ifMatch == null
                || ifMatch.equals("*")
                || ifMatch.replaceFirst("^W/", "").equals(etag(flag));
    }
}

package dev.keelson.auth;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * What a user has chosen for themselves; a {@code PUT} says all of it.
 *
 * @param theme {@code system}, {@code light} or {@code dark}
 * @param language BCP 47, such as {@code de-AT}
 * @param timezone IANA, such as {@code Europe/Vienna}
 */
record Preferences(
        @NotNull @Pattern(regexp = "system|light|dark", message = "must be system, light or dark")
        String theme,

        @NotNull @Size(max = 35) @LanguageTag String language,
        @NotNull @TimeZoneName String timezone,
        @NotNull @Valid Notifications notifications,
        @NotNull @Valid Privacy privacy) {

    /**
     * What the user wants to be told, and where.
     *
     * @param marketing whether news about the product may be sent
     * @param security whether sign-ins from new devices and the like are told
     */
    record Notifications(
            @NotNull Boolean email,
            @NotNull Boolean push,
            @NotNull Boolean marketing,
            @NotNull Boolean security) {}

    /**
     * What the user agrees to.
     *
     * @param analytics whether usage may be measured
     * @param personalised whether what is shown may depend on that
     */
    record Privacy(@NotNull Boolean analytics, @NotNull Boolean personalised) {}
}

package dev.keelson.social.networks;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a text could be made into for a network. A proposal: it goes out only where the request says {@code optimize}.
 *
 * @param parts of a thread, null where it is none
 * @param title where one was made, or changed
 * @param length in the network's own counting; of a thread, that of its longest part
 * @param changes what was changed, in words; empty where nothing was
 * @param remaining what is wrong all the same, and only its author can correct
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Optimized(
        String text,
        @Nullable List<String> parts,
        @Nullable String title,
        int length,
        List<String> changes,
        List<Finding> remaining) {}

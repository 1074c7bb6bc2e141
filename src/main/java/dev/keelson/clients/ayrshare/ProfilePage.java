package dev.keelson.clients.ayrshare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of the profiles.
 *
 * @param next asks for the page after this one; null on the last page
 */
public record ProfilePage(
        List<ListedProfile> profiles, @Nullable String next) {}

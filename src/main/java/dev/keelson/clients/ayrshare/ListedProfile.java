package dev.keelson.clients.ayrshare;

import java.util.List;

/**
 * A profile as the list shows it: without its key.
 *
 * @param linked the networks that are linked to it
 */
public record ListedProfile(String refId, String title, List<String> linked) {}

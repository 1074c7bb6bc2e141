package dev.keelson.social.posts;

import java.util.UUID;

/** A post that its user has deleted is out after all, and is to be taken down. */
record TurnedUp(UUID target) {}

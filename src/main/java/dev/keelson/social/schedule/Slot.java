package dev.keelson.social.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/**
 * A weekly slot on a certain day.
 *
 * @param local what the slot says, which is not what the clock shows where it is put forward over that
 */
public record Slot(Instant at, ZoneId zone, LocalDateTime local) {}

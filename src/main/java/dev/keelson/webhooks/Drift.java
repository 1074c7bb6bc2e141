package dev.keelson.webhooks;

import java.util.Locale;

/**
 * One difference between a vendor and us.
 *
 * @param entity the vendor's word for what differs
 * @param vendorId the vendor's id of it; never personal data
 * @param repaired false where somebody has to decide
 */
public record Drift(String entity, String vendorId, Kind kind, boolean repaired) {
    /** In which way it differs. */
    public enum Kind {
        /** The vendor has it, we did not. */
        MISSING,
        /** Both have it, in different states. */
        DIFFERENT,
        /** We had it, the vendor has it no more. */
        DELETED,
        /** The vendor could not deliver the event. */
        MISSED_EVENT,
        /** The vendor has it, and it belongs to nobody here. */
        ORPHAN;

        /** The name in the API, in metrics and in the database. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

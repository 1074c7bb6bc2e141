package dev.keelson.sandbox.clerk;

import tools.jackson.databind.node.ObjectNode;

/** Clerk's rule for a change of metadata. */
final class Metadata {
    private Metadata() {}

    /** Objects are merged, null removes, everything else replaces. */
    static void merge(ObjectNode metadata, ObjectNode change) {
        change.forEachEntry((name, value) -> {
            if (value.isNull()) {
                metadata.remove(name);
            } else if (value instanceof ObjectNode inner && metadata.get(name) instanceof ObjectNode old) {
                merge(old, inner);
            } else {
                metadata.set(name, value);
            }
        });
    }
}

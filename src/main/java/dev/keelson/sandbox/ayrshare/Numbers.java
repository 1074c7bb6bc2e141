package dev.keelson.sandbox.ayrshare;

import tools.jackson.databind.node.ObjectNode;

/** Writes growing numbers into an answer. */
record Numbers(ObjectNode into, Growth growth) {
    /** A number that begins at zero. */
    Numbers count(String name, long typical) {
        into.put(name, growth.count(name, typical));
        return this;
    }

    /** A number that was there from the beginning. */
    Numbers stock(String name, long typical) {
        into.put(name, growth.stock(name, typical));
        return this;
    }

    /** A share that stays as it is, up to a tenth. */
    Numbers ratio(String name) {
        into.put(name, growth.ratio(name) / 10);
        return this;
    }

    Numbers group(String name) {
        return new Numbers(into.putObject(name), growth);
    }
}

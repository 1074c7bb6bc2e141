package dev.keelson.sandbox.stripe;

import tools.jackson.databind.node.ObjectNode;

/** What an event of an update says about the time before: changed fields alone, within nested objects too, lists whole. */
final class PreviousAttributes {
    private PreviousAttributes() {}

    static ObjectNode of(ObjectNode before, ObjectNode after) {
        var previous = Json.object();
        before.properties().forEach(entry -> {
            var name = entry.getKey();
            var was = entry.getValue();
            var is = after.get(name);
            if (was instanceof ObjectNode oldObject && is instanceof ObjectNode newObject) {
                var nested = of(oldObject, newObject);
                if (!nested.isEmpty()) {
                    previous.set(name, nested);
                }
            } else if (!was.equals(is)) {
                previous.set(name, was);
            }
        });
        after.propertyNames().stream().filter(name -> !before.has(name)).forEach(previous::putNull);
        return previous;
    }
}

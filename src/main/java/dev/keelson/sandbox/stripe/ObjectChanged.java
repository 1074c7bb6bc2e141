package dev.keelson.sandbox.stripe;

import tools.jackson.databind.node.ObjectNode;

/** An object has been stored, within the transaction that stored it. */
record ObjectChanged(Kind kind, ObjectNode node) {}

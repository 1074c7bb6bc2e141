package dev.keelson.testing;

import tools.jackson.databind.JsonNode;

/** What PostgreSQL did for a query: its plan with the facts of one execution. */
public record QueryPlan(JsonNode plan) {
    /** The kinds of its steps and what they read, one a line; days are all called the same, and what never ran is left out. */
    public String shape() {
        var shape = new StringBuilder();
        append(plan, 0, shape);
        return shape.toString();
    }

    /** Pages of the tables and indexes that were looked at. */
    public long buffers() {
        return plan.path("Shared Hit Blocks").asLong(0)
                + plan.path("Shared Read Blocks").asLong(0);
    }

    private static void append(JsonNode step, int depth, StringBuilder shape) {
        if (step.path("Actual Loops").asDouble(0) == 0) {
            return;
        }
        shape.repeat("  ", depth).append(step.path("Node Type").asString());
        for (String what : new String[] {"Index Name", "Relation Name"}) {
            if (step.has(what)) {
                shape.append(' ')
                        .append(step.get(what)
                                .asString()
                                .replaceAll("[0-9]{8}", "day")
                                .replaceAll("_pkey[0-9]*", "_pkey"));
            }
        }
        shape.append('\n');
        step.path("Plans").forEach(child -> append(child, depth + 1, shape));
    }
}

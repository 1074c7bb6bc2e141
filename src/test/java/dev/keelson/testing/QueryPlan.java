package dev.keelson.testing;

import tools.jackson.databind.JsonNode;

/** What PostgreSQL did for a query: its plan with the facts of one execution. */
public record QueryPlan(JsonNode plan) {
    /**
     * The kinds of its steps and what they read, one a line. All days are called the same and the same step for several of
     * them is there once; what never ran is left out.
     */
    public String shape() {
        return shape(plan);
    }

    /** Pages of the tables and indexes that were looked at. */
    public long buffers() {
        return plan.path("Shared Hit Blocks").asLong(0)
                + plan.path("Shared Read Blocks").asLong(0);
    }

    private static String shape(JsonNode step) {
        var shape = new StringBuilder(step.path("Node Type").asString());
        for (String what : new String[] {"Index Name", "Relation Name"}) {
            if (step.has(what)) {
                shape.append(' ').append(step.get(what).asString().replaceAll("[0-9]{8}", "day"));
            }
        }
        shape.append('\n');
        step.path("Plans")
                .valueStream()
                .filter(child -> child.path("Actual Loops").asDouble(0) > 0)
                .map(child -> shape(child).indent(2))
                .distinct()
                .forEach(shape::append);
        return shape.toString();
    }
}

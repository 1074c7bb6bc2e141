package dev.keelson.sandbox.server;

import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** One vendor's stand-in, as far as the rest of the sandbox has to know it. A bean of this type is found by itself. */
public interface StandIn {
    /** The name that its paths start with, such as {@code clerk}. */
    String vendor();

    /** One sentence for the sandbox's first page. */
    String summary();

    /** The pages and calls worth a link: path to description, in order. */
    Map<String, String> pages();

    /** The vendor's own error body for a status that the stand-in was told to answer with. */
    ObjectNode error(int status);

    /** Whether misbehaviour may hit this path; a person's pages are better left out. */
    default boolean isApiCall(String path) {
        return true;
    }
}

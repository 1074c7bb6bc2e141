package dev.keelson.auth;

import dev.keelson.shared.UserId;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * What a module keeps about a person, for the person to have (GDPR art. 15 and 20). Every module that keeps something publishes
 * one as a bean. Secrets are not part of it: whoever has an export must not be able to act as the person.
 */
public interface PersonalData {
    /**
     * One file of the export.
     *
     * @param file its name, without an ending
     * @param about what it holds, for the person to read
     * @param tables the tables that it tells of: a test finds the ones that nobody tells of
     */
    record Topic(String file, String about, Set<String> tables, Rows rows) {}

    /** Reads what there is about a person, row by row, so that memory does not grow with it. Within a transaction. */
    interface Rows {
        void show(UserId user, Consumer<JsonNode> row);
    }

    List<Topic> topics();
}

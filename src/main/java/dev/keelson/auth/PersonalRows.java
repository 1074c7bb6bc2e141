package dev.keelson.auth;

import dev.keelson.auth.PersonalData.Topic;
import java.util.Set;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Makes topics of an export from tables. */
@Component
public class PersonalRows {
    /** Rows that are in memory at a time. */
    private static final int FETCHED = 50;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    PersonalRows(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * @param file see {@link Topic}
     * @param sql selects one JSON object a row, of the user {@code :user}
     */
    public Topic topic(String file, String about, Set<String> tables, String sql) {
        return new Topic(
                file,
                about,
                tables,
                (user, row) -> jdbc.sql(sql)
                        .param("user", user.value())
                        .withFetchSize(FETCHED)
                        .query((RowCallbackHandler) found -> row.accept(json.readTree(found.getString(1)))));
    }
}

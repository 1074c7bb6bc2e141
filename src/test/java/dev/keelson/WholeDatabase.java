package dev.keelson;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks into every column of every table, whichever they are. */
final class WholeDatabase {
    private final JdbcClient jdbc;

    WholeDatabase(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Of partitioned tables the whole; without Flyway's own and that of the tests' probe. */
    List<String> tables() {
        return jdbc.sql("""
                        select relname from pg_class
                        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
                          and relname not in ('flyway_schema_history', 'probe_effect')
                        order by relname
                        """).query((row, _) -> row.getString("relname")).list();
    }

    /** The rows that hold the text, as text or in bytes, by their tables. */
    SequencedMap<String, List<String>> rowsWith(String text) {
        var found = new TreeMap<String, List<String>>();
        for (String table : tables()) {
            var rows = jdbc.sql("""
                            select t::text as row from %s t
                            where position(lower(:text) in lower(t::text)) > 0 or position(:hex in t::text) > 0 order by 1
                            """.formatted(table))
                    .param("text", text)
                    .param("hex", HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)))
                    .query((row, _) -> row.getString("row"))
                    .list();
            if (!rows.isEmpty()) {
                found.put(table, rows);
            }
        }
        return found;
    }

    Set<String> tablesWith(String text) {
        return new TreeSet<>(rowsWith(text).keySet());
    }

    Map<String, List<String>> rowsWithout(Map<String, List<String>> rows, Set<String> tables) {
        var left = new TreeMap<>(rows);
        left.keySet().removeAll(tables);
        return left;
    }
}

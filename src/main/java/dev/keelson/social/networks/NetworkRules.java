package dev.keelson.social.networks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one network accepts: its row of the {@link NetworkTable}. */
public final class NetworkRules {
    private final Platform platform;
    private final Counting counting;
    private final Map<Rule, RuleCell> cells;
    private final List<String> notes;

    NetworkRules(Platform platform, Counting counting, List<RuleCell> cells, List<String> notes) {
        this.platform = platform;
        this.counting = counting;
        var byRule = new EnumMap<Rule, RuleCell>(Rule.class);
        cells.forEach(cell -> byRule.put(cell.rule(), cell));
        this.cells = Collections.unmodifiableMap(byRule);
        this.notes = List.copyOf(notes);
    }

    public static NetworkRules of(Platform platform) {
        return NetworkTable.of(platform);
    }

    /** Whether a published post can be deleted through Ayrshare. */
    public boolean deletable() {
        return has(Rule.DELETABLE);
    }

    Platform platform() {
        return platform;
    }

    Counting counting() {
        return counting;
    }

    List<String> notes() {
        return notes;
    }

    /** Every cell, in the order of the rules. */
    List<RuleCell> cells() {
        return new ArrayList<>(cells.values());
    }

    Optional<RuleCell> cell(Rule rule) {
        return Optional.ofNullable(cells.get(rule));
    }

    boolean has(Rule rule) {
        return cells.containsKey(rule);
    }

    /** How many at most; without a cell, none. */
    int most(Rule rule) {
        return cell(rule).map(cell -> (int) cell.number()).orElse(0);
    }

    int maxTextLength() {
        return most(Rule.TEXT_MAX);
    }
}

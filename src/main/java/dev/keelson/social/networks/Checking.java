package dev.keelson.social.networks;

import dev.keelson.social.networks.Finding.Severity;
import dev.keelson.social.networks.PostContent.TargetContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One target while it is checked: what would go out, where it stands in the request, and what was found so far. */
final class Checking {
    private final PostContent post;
    private final TargetContent target;
    private final String targetField;
    private final NetworkRules rules;
    private final List<Finding> findings = new ArrayList<>();

    Checking(PostContent post, int index) {
        this.post = post;
        this.target = post.targets().get(index);
        this.targetField = "targets[" + index + "]";
        this.rules = NetworkRules.of(target.platform());
    }

    TargetContent target() {
        return target;
    }

    NetworkRules rules() {
        return rules;
    }

    String text() {
        return post.textFor(target);
    }

    String title() {
        return target.title() == null ? "" : target.title();
    }

    boolean isThread() {
        return target.thread() && rules.has(Rule.THREADS);
    }

    String textField() {
        return target.text() == null ? "content" : targetField + ".content";
    }

    List<MediaFacts> media(Function<String, Optional<MediaFacts>> known) {
        return post.mediaFor(target).stream()
                .map(url -> known.apply(url).orElseGet(() -> MediaFacts.unknown(url)))
                .toList();
    }

    boolean hasMedia() {
        return !post.mediaFor(target).isEmpty();
    }

    String mediaField() {
        return target.mediaUrls() == null ? "mediaUrls" : targetField + ".mediaUrls";
    }

    String field(String name) {
        return targetField + "." + name;
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    void found(FindingCode code, String field, String message) {
        add(code, code.severity(), field, message, null, null);
    }

    void found(FindingCode code, String field, String message, int position, int length) {
        add(code, code.severity(), field, message, position, length);
    }

    /** What is mere advice is a warning. */
    void found(RuleCell cell, FindingCode code, String field, String message) {
        add(code, cell.advice() ? Severity.WARNING : code.severity(), field, message, null, null);
    }

    private void add(
            FindingCode code,
            Severity severity,
            String field,
            String message,
            @Nullable Integer position,
            @Nullable Integer length) {
        findings.add(new Finding(severity, code.name(), field, message, code.action(), position, length));
    }
}

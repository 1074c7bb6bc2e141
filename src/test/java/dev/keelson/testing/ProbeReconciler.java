package dev.keelson.testing;

import dev.keelson.webhooks.Drift;
import dev.keelson.webhooks.Reconciler;
import dev.keelson.webhooks.SyncPass;
import dev.keelson.webhooks.SyncScope;
import dev.keelson.webhooks.WebhookProvider;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;

/** Compares what a test tells it to, before everything else of Ayrshare; without a test that does, it is not there. */
@Order(Integer.MIN_VALUE)
public class ProbeReconciler implements Reconciler {
    /** What the vendor answers. */
    public interface Pages {
        Step page(SyncPass pass, @Nullable String cursor);
    }

    private volatile @Nullable Pages pages;
    private volatile List<String> known = List.of();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> checked = new CopyOnWriteArrayList<>();

    public void answer(Pages answers) {
        pages = answers;
        known = List.of();
        asked.clear();
        checked.clear();
    }

    public void knows(List<String> ids) {
        known = ids.stream().sorted().toList();
    }

    public void forget() {
        pages = null;
    }

    /** The cursors of the pages that were asked for; empty text for the first page. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /** The objects that were looked up alone. */
    public List<String> checked() {
        return List.copyOf(checked);
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.AYRSHARE;
    }

    @Override
    public String entity() {
        return "probe";
    }

    @Override
    public boolean covers(SyncScope scope, Instant askedAt) {
        return pages != null && !(scope instanceof SyncScope.One);
    }

    @Override
    public Step page(SyncPass pass, @Nullable String cursor) {
        asked.add(cursor == null ? "" : cursor);
        Pages answers = pages;
        if (answers == null) {
            throw new IllegalStateException("no test tells what to answer");
        }
        return answers.page(pass, cursor);
    }

    @Override
    public void check(SyncPass pass, String vendorId) {
        checked.add(vendorId);
        pass.report(new Drift("probe", vendorId, Drift.Kind.DELETED, true));
    }

    @Override
    public List<String> known(SyncPass pass, @Nullable String after, int limit) {
        return known.stream()
                .filter(id -> after == null || id.compareTo(after) > 0)
                .limit(limit)
                .toList();
    }
}

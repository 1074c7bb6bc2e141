package dev.keelson.clients;

import dev.keelson.shared.NodeNotices;
import dev.keelson.shared.NoticeListener;
import dev.keelson.shared.VendorObjectsChanged;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Evicts what the clients remember of vendors' answers, on all nodes: here at once, elsewhere within a second. */
@Component
public class ClientCaches implements NoticeListener {
    private static final String CHANNEL = "client_caches";
    private static final String ALL = "*";

    private final ApiClientFactory clients;
    private final ObjectProvider<NodeNotices> notices;

    ClientCaches(ApiClientFactory clients, ObjectProvider<NodeNotices> notices) {
        this.clients = clients;
        this.notices = notices;
    }

    /** How it stands with the vendors, as this node sees it. */
    public List<ClientStatus> status() {
        return clients.pipelines().stream().map(Pipeline::status).toList();
    }

    /** Everything that is remembered of a vendor. */
    public void evictAll(Vendor vendor) {
        pipeline(vendor.id()).ifPresent(pipeline -> pipeline.cache().evictAll());
        notices.getObject().send(CHANNEL, vendor.id() + " " + ALL);
    }

    @EventListener
    void on(VendorObjectsChanged changed) {
        pipeline(changed.vendor()).filter(Pipeline::hasCaches).ifPresent(pipeline -> {
            pipeline.cache().evict(changed.subjects());
            changed.subjects().forEach(subject -> notices.getObject().send(CHANNEL, changed.vendor() + " " + subject));
        });
    }

    @Override
    public String channel() {
        return CHANNEL;
    }

    @Override
    public void heard(String word) {
        int space = word.indexOf(' ');
        if (space < 0) {
            return;
        }
        String subject = word.substring(space + 1);
        pipeline(word.substring(0, space)).ifPresent(pipeline -> {
            if (subject.equals(ALL)) {
                pipeline.cache().evictAll();
            } else {
                pipeline.cache().evict(Set.of(subject));
            }
        });
    }

    @Override
    public void missed() {
        clients.pipelines().forEach(pipeline -> pipeline.cache().evictAll());
    }

    private Optional<Pipeline> pipeline(String vendor) {
        return clients.pipelines().stream()
                .filter(pipeline -> pipeline.vendor().id().equals(vendor))
                .findFirst();
    }
}

package dev.keelson.social.posts;

import dev.keelson.clients.ApiException;
import dev.keelson.clients.ayrshare.AyrshareApiClient;
import dev.keelson.clients.ayrshare.HistoryRow;
import dev.keelson.clients.ayrshare.ProfileKey;
import dev.keelson.shared.UserId;
import dev.keelson.social.accounts.Profile;
import dev.keelson.social.accounts.ProfileStore;
import dev.keelson.social.accounts.Profiles;
import dev.keelson.webhooks.Reconciler;
import dev.keelson.webhooks.SyncPass;
import dev.keelson.webhooks.SyncScope;
import dev.keelson.webhooks.WebhookProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Compares what is out with Ayrshare's history of each profile: what others published or deleted there, and what went out although
 * we believed that it had not. A long history comes from a copy that may be a minute old: it is believed where it says that
 * something is out, which does not become untrue, and asked again where it says, or does not say, that something is gone.
 *
 * <p>Deletions in a network's own app are beyond this: Ayrshare does not know of them.
 */
@Component
@Order(2)
class HistoryReconciler implements Reconciler {
    private static final Logger log = LoggerFactory.getLogger(HistoryReconciler.class);
    private static final String ENTITY = "publication";
    /** Each profile costs a call: so many are the work of seconds. */
    private static final int PAGE = 20;

    private static final Duration HISTORY = Duration.ofDays(30);
    /** What went out later may not be in the history yet. */
    private static final Duration SETTLED = Duration.ofMinutes(10);

    private final AyrshareApiClient ayrshare;
    private final ProfileStore store;
    private final Profiles profiles;
    private final PublicationStore publications;
    private final ExternalPosts external;
    private final ApplyHistory apply;

    HistoryReconciler(
            AyrshareApiClient ayrshare,
            ProfileStore store,
            Profiles profiles,
            PublicationStore publications,
            ExternalPosts external,
            ApplyHistory apply) {
        this.ayrshare = ayrshare;
        this.store = store;
        this.profiles = profiles;
        this.publications = publications;
        this.external = external;
        this.apply = apply;
    }

    @Override
    public WebhookProvider provider() {
        return WebhookProvider.AYRSHARE;
    }

    @Override
    public String entity() {
        return ENTITY;
    }

    @Override
    public boolean covers(SyncScope scope, Instant askedAt) {
        return !(scope instanceof SyncScope.One one)
                || store.findByRefId(one.vendorId()).isPresent()
                || !owners(one.vendorId()).isEmpty();
    }

    /** What others publish is found by a full pass alone: a look at every profile is too much for every few minutes. */
    @Override
    public Step page(SyncPass pass, @Nullable String cursor) {
        var refIds = pass.scope() instanceof SyncScope.Since since
                ? publications.profilesPublishingSince(since.from(), cursor, PAGE)
                : store.refIdsBefore(pass.askedAt(), cursor, PAGE);
        var shown = new ArrayList<String>();
        refIds.forEach(refId -> active(refId).ifPresent(profile -> shown.addAll(compare(pass, profile))));
        return new Step(refIds.size() < PAGE ? null : refIds.getLast(), shown.size(), shown);
    }

    @Override
    public List<String> known(SyncPass pass, @Nullable String after, int limit) {
        return publications.out(earliest(pass), settled(pass), after, limit);
    }

    @Override
    public void check(SyncPass pass, String vendorId) {
        active(vendorId).ifPresent(profile -> compare(pass, profile));
        owners(vendorId).forEach(user -> profiles.active(user).ifPresent(profile -> check(pass, profile, vendorId)));
    }

    private Optional<Profile> active(String refId) {
        return store.findByRefId(refId).filter(profile -> profile.state() == Profile.State.ACTIVE);
    }

    private Set<UserId> owners(String ayrshareId) {
        return Stream.concat(
                        publications.with(ayrshareId).stream().map(PublicationStore.Ours::user),
                        external.usersWith(ayrshareId).stream())
                .collect(Collectors.toSet());
    }

    /** @return Ayrshare's ids of what need not be missed */
    private Collection<String> compare(SyncPass pass, Profile profile) {
        var user = profile.user();
        var known = publications.out(user, earliest(pass), settled(pass));
        List<HistoryRow> rows;
        try {
            rows = history(pass, profile.activeKey(), earliest(pass));
        } catch (ApiException.Refused | ApiException.NotFound e) {
            // One profile that Ayrshare has suspended must not keep the others from being looked at, nor seem to be
            // empty.
            log.warn("reconcile=refused entity={} refId={} {}", ENTITY, profile.refId(), e.failure());
            return known;
        }
        var shown = new TreeSet<String>();
        rows.stream()
                .filter(row -> !row.isDeleted())
                .forEach(row -> shown.add(String.valueOf(row.post().id())));
        var ours = publications.ours(user, rows);
        for (var row : rows) {
            var mine = ours.get(String.valueOf(row.post().id()));
            if (mine == null) {
                apply.external(pass, user, row);
            } else if (!row.isDeleted()
                    && (!mine.vanished()
                            || isThere(pass, profile, String.valueOf(row.post().id())))) {
                apply.ours(pass, mine, row);
            }
        }
        if (!(pass.scope() instanceof SyncScope.Full)) {
            known.stream().filter(id -> !shown.contains(id)).forEach(id -> check(pass, profile, id));
        }
        return shown;
    }

    /** All of it, the oldest first. */
    private List<HistoryRow> history(SyncPass pass, ProfileKey key, Instant from) {
        var all = new LinkedHashMap<String, HistoryRow>();
        Instant to = null;
        while (true) {
            Instant end = to;
            var rows = pass.ask(() -> ayrshare.history(key, from, end)).value();
            int before = all.size();
            rows.stream()
                    .filter(row -> row.post().id() != null)
                    .forEach(row -> all.putIfAbsent(String.valueOf(row.post().id()), row));
            to = rows.stream()
                    .flatMap(row -> row.at().stream())
                    .min(Comparator.naturalOrder())
                    .orElse(null);
            if (rows.size() < HistoryRow.MOST || all.size() == before || to == null) {
                break;
            }
        }
        return all.values().stream()
                .sorted(Comparator.comparing((HistoryRow row) -> row.at().orElse(Instant.MAX))
                        .thenComparing(row -> String.valueOf(row.post().id())))
                .toList();
    }

    private void check(SyncPass pass, Profile profile, String ayrshareId) {
        try {
            if (!isThere(pass, profile, ayrshareId)) {
                apply.gone(pass, profile.user(), ayrshareId);
            }
        } catch (ApiException.Refused e) {
            log.warn("reconcile=refused entity={} refId={} {}", ENTITY, profile.refId(), e.failure());
        }
    }

    private boolean isThere(SyncPass pass, Profile profile, String ayrshareId) {
        try {
            var post = pass.ask(() -> ayrshare.getPost(profile.activeKey(), ayrshareId))
                    .value();
            return !post.status().equals("deleted");
        } catch (ApiException.NotFound _) {
            return false;
        }
    }

    private static Instant earliest(SyncPass pass) {
        return pass.askedAt().minus(HISTORY);
    }

    private static Instant settled(SyncPass pass) {
        return pass.askedAt().minus(SETTLED);
    }
}

package dev.keelson.sandbox.ayrshare;

import dev.keelson.sandbox.server.SandboxStore;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import org.springframework.stereotype.Component;

/** Links and unlinks accounts, and tells Keelson. */
@Component
class Linking {
    private final Profiles profiles;
    private final SandboxStore store;
    private final Hooks hooks;
    private final OwnAddress address;
    private final Clock clock;

    Linking(Profiles profiles, SandboxStore store, Hooks hooks, OwnAddress address, Clock clock) {
        this.profiles = profiles;
        this.store = store;
        this.hooks = hooks;
        this.address = address;
        this.clock = clock;
    }

    /** Links again what is linked already, as Ayrshare's page does. */
    void link(String refId, Collection<Network> networks) {
        store.atomically(() -> networks.forEach(network -> link(refId, network)));
    }

    private void link(String refId, Network network) {
        var before = profiles.find(refId).orElseThrow();
        var account = Account.link(network, before, address, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        var after = before.with(account);
        profiles.save(after);
        hooks.linked(after, account);
    }

    /** @return whether there was such a link */
    boolean unlink(String refId, Network network) {
        return remove(refId, network, hooks::unlinked);
    }

    /** @return whether there was such a link */
    boolean drop(String refId, Network network) {
        return remove(refId, network, hooks::dropped);
    }

    /** @return whether there was such a link */
    boolean warn(String refId, Network network, int days) {
        return store.atomically(() -> {
            var before = profiles.find(refId).orElseThrow();
            var account = before.account(network);
            account.ifPresent(linked -> {
                var after = before.with(linked.endingIn(days, clock.instant()));
                profiles.save(after);
                hooks.refreshNeeded(after, linked, days);
            });
            return account.isPresent();
        });
    }

    private boolean remove(String refId, Network network, Announcement announcement) {
        return store.atomically(() -> {
            var before = profiles.find(refId).orElseThrow();
            var account = before.account(network);
            account.ifPresent(linked -> {
                var after = before.without(network);
                profiles.save(after);
                announcement.send(after, linked);
            });
            return account.isPresent();
        });
    }

    private interface Announcement {
        void send(Profile profile, Account account);
    }
}

package dev.keelson.sandbox.ayrshare;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A user profile, with at most one account on each network. */
record Profile(
        String refId,
        String title,
        String profileKey,
        Instant created,
        boolean messagingActive,
        List<String> disableSocial,
        List<String> tags,
        List<Account> accounts) {

    Optional<Account> account(Network network) {
        return accounts.stream()
                .filter(account -> account.platform() == network)
                .findFirst();
    }

    List<Network> linked() {
        return accounts.stream().map(Account::platform).toList();
    }

    Profile with(Account added) {
        return withAccounts(Stream.concat(without(added.platform()).accounts.stream(), Stream.of(added))
                .toList());
    }

    Profile without(Network network) {
        return withAccounts(accounts.stream()
                .filter(account -> account.platform() != network)
                .toList());
    }

    Profile titled(String newTitle) {
        return new Profile(refId, newTitle, profileKey, created, messagingActive, disableSocial, tags, accounts);
    }

    Profile disabling(List<String> networks) {
        return new Profile(refId, title, profileKey, created, messagingActive, networks, tags, accounts);
    }

    Profile withAccounts(List<Account> newAccounts) {
        return new Profile(refId, title, profileKey, created, messagingActive, disableSocial, tags, newAccounts);
    }
}

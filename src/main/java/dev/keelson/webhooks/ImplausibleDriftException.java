package dev.keelson.webhooks;

/** So much is gone at the vendor that it is more likely the wrong vendor account: nothing is deleted. */
@SuppressWarnings("serial") // never serialised
class ImplausibleDriftException extends RuntimeException {
    ImplausibleDriftException(String entity, long unseen, long known) {
        super(
                ("%d of the %d objects '%s' that we know were not listed by the vendor. Nothing was deleted. Compare the API "
                                + "key with the account that the objects belong to; if they are really gone, raise "
                                + "keelson.webhooks.reconcile.max-vanished.")
                        .formatted(unseen, known, entity));
    }
}

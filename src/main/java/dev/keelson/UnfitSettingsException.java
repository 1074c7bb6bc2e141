package dev.keelson;

/** The application must not start with these settings. */
@SuppressWarnings("serial") // never serialised
class UnfitSettingsException extends RuntimeException {
    private final String action;

    /**
     * @param problem sentences that name each setting
     * @param action what to do
     */
    UnfitSettingsException(String problem, String action) {
        super(problem);
        this.action = action;
    }

    String action() {
        return action;
    }
}

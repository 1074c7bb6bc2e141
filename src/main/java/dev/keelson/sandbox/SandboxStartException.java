package dev.keelson.sandbox;

/** The sandbox cannot start here, for a reason that the person who starts it can remove. */
class SandboxStartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String action;

    /**
     * @param reason what is wrong, as a sentence
     * @param action what to do about it, as a sentence
     */
    SandboxStartException(String reason, String action) {
        super(reason);
        this.action = action;
    }

    String action() {
        return action;
    }
}

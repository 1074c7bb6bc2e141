package dev.keelson.notifications;

/**
 * What a user is told. Stored are its kind and its components; the words are made when it is read, so that they can be
 * improved for old notifications too.
 */
sealed interface Message {
    Kind kind();

    /** What happened, in one sentence without a full stop. */
    String title();

    /** What the user can do next. */
    String action();

    /** @param plan the plan's name from the catalogue */
    record PlanIs(String plan, boolean free) implements Message {
        @Override
        public Kind kind() {
            return Kind.PLAN_CHANGED;
        }

        @Override
        public String title() {
            return "Your plan is now '%s'".formatted(plan);
        }

        @Override
        public String action() {
            return free
                    ? "Choose a plan again whenever you want its features back."
                    : "Nothing to do: what the plan includes is available from now on.";
        }
    }
}

package dev.keelson.notifications;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a user is told. Stored are its kind and its components; the words are made when it is read, so that they can be
 * improved for old notifications too.
 */
sealed interface Message
        permits BillingMessage,
                Message.PlanIs,
                Message.PostIsOut,
                Message.PostIsNotOut,
                Message.PostIsHeld,
                Message.PostIsLate,
                Message.PostHasVanished,
                Message.LinkAgain,
                Message.LinkEnds,
                Message.LinkIsBack,
                Message.TooManyAccounts {
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

    /** @param platform the network in our API's words */
    record PostIsOut(UUID postId, String platform) implements Message {
        @Override
        public Kind kind() {
            return Kind.POST_PUBLISHED;
        }

        @Override
        public String title() {
            return "Your post is out on '%s'".formatted(platform);
        }

        @Override
        public String action() {
            return "Nothing to do: the post shows where it can be seen.";
        }
    }

    /**
     * @param code why, for a program
     * @param reason why, for the user
     * @param remedy what helps against it
     */
    record PostIsNotOut(UUID postId, String platform, String code, String reason, String remedy) implements Message {
        @Override
        public Kind kind() {
            return Kind.POST_FAILED;
        }

        @Override
        public String title() {
            return "Your post is not seen to be out on '%s': %s".formatted(platform, reason);
        }

        @Override
        public String action() {
            return remedy;
        }
    }

    /**
     * @param code why, for a program
     * @param scheduledAt when it was to go out
     * @param reason why, for the user
     * @param remedy what the user can do
     */
    record PostIsHeld(UUID postId, String code, Instant scheduledAt, String reason, String remedy) implements Message {
        @Override
        public Kind kind() {
            return Kind.POST_HELD;
        }

        @Override
        public String title() {
            return "Your post for %s waits for you: %s".formatted(scheduledAt, reason);
        }

        @Override
        public String action() {
            return remedy;
        }
    }

    /** @param scheduledAt when it was to go out */
    record PostIsLate(UUID postId, Instant scheduledAt) implements Message {
        @Override
        public Kind kind() {
            return Kind.POST_DELAYED;
        }

        @Override
        public String title() {
            return "Your post for %s goes out late".formatted(scheduledAt);
        }

        @Override
        public String action() {
            return "Nothing to do: it goes out as soon as it can. Posts that are spread over the hour are not late.";
        }
    }

    /** @param platform the network in our API's words */
    record PostHasVanished(UUID postId, String platform) implements Message {
        @Override
        public Kind kind() {
            return Kind.POST_VANISHED;
        }

        @Override
        public String title() {
            return "Your post on '%s' has been deleted by somebody else".formatted(platform);
        }

        @Override
        public String action() {
            return "If you did not delete it, look who has access to the account; duplicate the post to publish it again.";
        }
    }

    /** @param by until when the present link still works, which only an older version told so; null where it does not work */
    record LinkAgain(String platform, @Nullable Instant by) implements Message {
        @Override
        public Kind kind() {
            return Kind.RELINK_NEEDED;
        }

        @Override
        public String title() {
            return by == null
                    ? "'%s' no longer accepts your link".formatted(platform)
                    : "Your link to '%s' ends at %s".formatted(platform, by);
        }

        @Override
        public String action() {
            return by == null
                    ? "Link the network again; until then nothing goes out there."
                    : "Link the network again before that, so that your posts keep going out.";
        }
    }

    /**
     * @param by until when the link works; null where the network has not said so
     * @param days at most so many are left
     */
    record LinkEnds(String platform, @Nullable Instant by, int days) implements Message {
        @Override
        public Kind kind() {
            return Kind.LINK_EXPIRING;
        }

        @Override
        public String title() {
            return by == null
                    ? "Your link to '%s' ends soon".formatted(platform)
                    : "Your link to '%s' ends at %s".formatted(platform, by);
        }

        @Override
        public String action() {
            return "Link the network again before that, so that your posts keep going out.";
        }
    }

    /** @param posts how many wait for it */
    record LinkIsBack(String platform, int posts) implements Message {
        @Override
        public Kind kind() {
            return Kind.RELINKED;
        }

        @Override
        public String title() {
            return posts == 1
                    ? "'%s' is linked again, and a post waits for it".formatted(platform)
                    : "'%s' is linked again, and %d posts wait for it".formatted(platform, posts);
        }

        @Override
        public String action() {
            return "Look at your posts that are held or have failed, and publish, schedule or retry those that should still go out.";
        }
    }

    /**
     * @param allowed how many the plan allows
     * @param beyond the networks that take no posts because of it
     */
    record TooManyAccounts(long allowed, List<String> beyond) implements Message {
        @Override
        public Kind kind() {
            return Kind.ACCOUNTS_OVER_PLAN;
        }

        @Override
        public String title() {
            return "Your plan allows %d linked accounts, and nothing goes out to the others: %s"
                    .formatted(allowed, String.join(", ", beyond));
        }

        @Override
        public String action() {
            return "Choose a plan with more, or pause or unlink the accounts that you need less.";
        }
    }
}

package dev.keelson.webhooks;

import dev.keelson.shared.ProblemType;
import org.springframework.http.HttpStatus;

/** What a reconciliation can be refused for. */
enum SyncProblem implements ProblemType {
    SYNC_JOB_RUNNING(
            HttpStatus.CONFLICT,
            "Such a job is under way",
            "Follow the job that 'detail' names, or cancel it and ask again."),
    SYNC_JOB_FINISHED(
            HttpStatus.CONFLICT, "The job has ended", "Nothing to cancel: ask for a new job if you need one."),
    SYNC_OBJECT_UNKNOWN(
            HttpStatus.BAD_REQUEST,
            "No such kind of object",
            "Give the vendor's own id: user_… at Clerk; prod_…, price_…, cus_…, sub_… or in_… at Stripe; the refId of a "
                    + "profile or the id of a post of ours at Ayrshare.");

    private final Facts facts;

    SyncProblem(HttpStatus status, String title, String action) {
        facts = new Facts(status, title, action);
    }

    @Override
    public Facts facts() {
        return facts;
    }
}

package dev.keelson.webhooks;

import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** A line for each rejection while there are few, and a line for all the others while there are many. */
@Component
class RejectionLog {
    static final int LINES_A_SECOND = 5;

    private static final Logger log = LoggerFactory.getLogger(RejectionLog.class);

    private final Map<RejectionCause, Integer> thisSecond = new EnumMap<>(RejectionCause.class);

    synchronized void rejected(String provider, RejectionCause cause) {
        int count = thisSecond.merge(cause, 1, Integer::sum);
        if (count <= LINES_A_SECOND) {
            log.warn("webhook=rejected provider={} cause={}", provider, cause.id());
        }
    }

    @Scheduled(fixedRate = 1_000)
    synchronized void summarise() {
        thisSecond.forEach((cause, count) -> {
            if (count > LINES_A_SECOND) {
                log.warn("webhook=rejected_more cause={} count={}", cause.id(), count - LINES_A_SECOND);
            }
        });
        thisSecond.clear();
    }
}

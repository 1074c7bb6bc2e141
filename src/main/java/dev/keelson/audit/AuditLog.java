package dev.keelson.audit;

import dev.keelson.shared.CurrentUserAuthentication;
import dev.keelson.shared.IdGenerator;
import dev.keelson.shared.UserId;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records what was done. An entry is written in the transaction of what it tells about, so neither exists alone; the network of
 * whoever sent the current request is noted by itself, and so is who acted in the user's place in it. Sealing is {@link AuditSealer}'s, later.
 */
@Component
public class AuditLog {
    /** Of the details: who did it in the name of the actor. */
    public static final String IMPERSONATOR = "impersonator";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final IdGenerator ids;
    private final InstantSource clock;

    AuditLog(JdbcClient jdbc, JsonMapper json, IdGenerator ids, InstantSource clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * @param actor who did it; null for the system itself, such as a vendor's event
     * @param action what was done, one of those in docs/audit.md, as {@code noun.verb} in the past tense: {@code user.registered}
     * @param subject to what or whom: an id of ours or of a vendor, never personal data
     * @param details what changed, without secrets and without personal data
     */
    public void record(@Nullable UserId actor, String action, String subject, Map<String, ?> details) {
        jdbc.sql("""
                        insert into audit_log (id, occurred_at, actor_id, action, subject, details, ip, trace_id)
                        values (:id, :at, :actor, :action, :subject, :details::jsonb, :ip, :trace)
                        """)
                .param("id", ids.next())
                .param("at", clock.instant().atOffset(ZoneOffset.UTC))
                .param("actor", actor == null ? null : actor.value())
                .param("action", action)
                .param("subject", subject)
                .param("details", json.writeValueAsString(withImpersonator(details)))
                .param("ip", MaskedAddress.ofCaller())
                .param("trace", MDC.get("traceId"))
                .update();
    }

    private static Map<String, ?> withImpersonator(Map<String, ?> details) {
        return CurrentUserAuthentication.current()
                .map(CurrentUserAuthentication::impersonator)
                .<Map<String, ?>>map(impersonator -> {
                    var all = new LinkedHashMap<String, Object>(details);
                    all.put(IMPERSONATOR, impersonator);
                    return all;
                })
                .orElse(details);
    }
}

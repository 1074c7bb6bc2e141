package dev.keelson.auth;

import dev.keelson.audit.AuditSearch;
import dev.keelson.audit.AuditSearch.Entry;
import dev.keelson.audit.AuditSearch.Filter;
import dev.keelson.shared.Cursor;
import dev.keelson.shared.Page;
import dev.keelson.shared.UserId;
import dev.keelson.webhooks.SubjectBodies;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is kept of the account itself, of what was done with it, and of what the vendors have told about it. */
@Component
class AccountData implements PersonalData {
    private final PersonalRows rows;
    private final AuditSearch audit;
    private final SubjectBodies received;
    private final List<VendorNames> vendorNames;
    private final JsonMapper json;

    AccountData(
            PersonalRows rows,
            AuditSearch audit,
            SubjectBodies received,
            List<VendorNames> vendorNames,
            JsonMapper json) {
        this.rows = rows;
        this.audit = audit;
        this.received = received;
        this.vendorNames = vendorNames;
        this.json = json;
    }

    @Override
    public List<Topic> topics() {
        return List.of(
                rows.topic(
                        "account",
                        "Your account, as Clerk, where you sign in, has told us of it.",
                        Set.of("users"),
                        "select to_jsonb(u) from users u where id = :user"),
                rows.topic(
                        "preferences",
                        "What you have chosen: language, time zone, notifications, privacy.",
                        Set.of("user_preferences"),
                        "select to_jsonb(p) from user_preferences p where user_id = :user"),
                rows.topic(
                        "sessions",
                        "Where you are or were signed in.",
                        Set.of("user_sessions"),
                        "select to_jsonb(s) from user_sessions s where user_id = :user order by created_at, id"),
                rows.topic(
                        "organizations",
                        "The organisations that you belong or belonged to, as Clerk has told us.",
                        Set.of("organization_memberships"),
                        """
                        select to_jsonb(m) || jsonb_build_object('name', o.name)
                        from organization_memberships m left join organizations o on o.clerk_id = m.clerk_organization_id
                        where m.user_id = :user order by m.created_at, m.clerk_id
                        """),
                rows.topic(
                        "repeatable-requests",
                        "Answers that are kept for 24 hours, so that a request that is sent again is not carried out twice.",
                        Set.of("idempotency_keys"),
                        """
                        select to_jsonb(k) - 'request_hash' - 'response'
                          || jsonb_build_object('response', case when response is json then response::jsonb end)
                        from idempotency_keys k where user_id = :user order by created_at, key
                        """),
                rows.topic(
                        "exports",
                        "Your exports, this one among them.",
                        Set.of("data_exports"),
                        "select to_jsonb(e) from data_exports e where user_id = :user order by requested_at, id"),
                new Topic(
                        "activity",
                        "What was done by you or with your account. Who did it is 'you', 'administrator' or 'system'.",
                        Set.of("audit_log"),
                        this::activity),
                new Topic(
                        "received-events",
                        "What Clerk, Stripe and Ayrshare have sent us about you, word for word, but for secrets and links that"
                                + " open without a password.",
                        Set.of("webhook_event"),
                        this::events));
    }

    private void activity(UserId user, Consumer<JsonNode> row) {
        var shown = new HashSet<>();
        pages(new Filter(user.value(), null, null, null, null), entry -> {
            row.accept(shown(entry, user));
            if (entry.subject().equals(user.toString())) {
                shown.add(entry.id());
            }
        });
        pages(new Filter(null, null, user.toString(), null, null), entry -> {
            if (!shown.contains(entry.id())) {
                row.accept(shown(entry, user));
            }
        });
    }

    private void pages(Filter filter, Consumer<Entry> entry) {
        Optional<Cursor> after = Optional.empty();
        do {
            Page<Entry> page = audit.find(filter, after, Page.MAX_LIMIT);
            page.items().forEach(entry);
            after = Cursor.decode(page.nextCursor());
        } while (after.isPresent());
    }

    private JsonNode shown(Entry entry, UserId user) {
        return json.createObjectNode()
                .put("at", entry.at().toString())
                .put("by", by(entry, user))
                .put("action", entry.action())
                .put("subject", entry.subject())
                .set("details", entry.details());
    }

    /** Which administrator it was is not the person's data. */
    private static String by(Entry entry, UserId user) {
        if (entry.actor() == null) {
            return "system";
        }
        return entry.actor().equals(user.value()) ? "you" : "administrator";
    }

    private void events(UserId user, Consumer<JsonNode> row) {
        var names = new HashSet<String>();
        vendorNames.forEach(vendor -> names.addAll(vendor.of(user)));
        received.show(EraseInbox.names(names, user.toString()), event -> row.accept(WithoutSecrets.of(event)));
    }
}

package dev.keelson;

import dev.keelson.shared.EncryptedColumn;
import dev.keelson.shared.Encryption;
import dev.keelson.shared.UserId;
import dev.keelson.testing.WebhookSender;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Somebody of whom every table holds something. Each value is unlike all others, so that it can be found wherever it is: what the
 * vendors tell comes by their webhooks, what takes many requests is written into the tables.
 */
final class Person {
    /** Before what retention keeps, so that its day goes to the archive. */
    final LocalDate archivedDay = LocalDate.now(ZoneOffset.UTC).minusDays(100);

    final String unique = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    final String clerkId = "user_" + unique;
    final String customer = "cus_" + unique;
    final String refId = "ref-" + unique;
    final UUID post = UUID.randomUUID();

    private final String mark;
    private final JdbcClient jdbc;
    private final Encryption encryption;
    private final WebhookSender webhooks;
    private final List<String> values = new ArrayList<>();
    private int sent;

    Person(String mark, JdbcClient jdbc, Encryption encryption, WebhookSender webhooks) {
        this.mark = mark;
        this.jdbc = jdbc;
        this.encryption = encryption;
        this.webhooks = webhooks;
    }

    /** All that says who they are or what they wrote. */
    List<String> values() {
        return List.copyOf(values);
    }

    /** What is no secret and no word about them, but names their rows. */
    List<String> ids() {
        return List.of(user().toString(), unique);
    }

    UserId user() {
        return new UserId(jdbc.sql("select id from users where clerk_id = :id")
                .param("id", clerkId)
                .query((row, _) -> row.getObject("id", UUID.class))
                .single());
    }

    String profileKey() {
        return value("PROFILEKEY");
    }

    Person filled() throws Exception {
        tellClerk();
        tellStripe();
        await("select user_id is not null from invoices where stripe_id = 'in_%s'".formatted(unique));
        await("select count(*) = 1 from entitlement_summaries where stripe_id = '%s'".formatted(customer));
        await("select count(*) = 1 from webhook_dead where event_id = 'evt_dead_%s'".formatted(unique));
        await("select count(*) = 1 from revenue_changes where stripe_customer_id = '%s'".formatted(customer));
        writeSocial();
        writeTheRest();
        receiveLongAgo();
        return this;
    }

    private void tellClerk() throws Exception {
        clerk("user.created", """
                {"id": "%s", "object": "user", "username": "%s", "first_name": "%s", "last_name": "%s",
                 "image_url": "https://img.example.org/%s", "primary_email_address_id": "idn_1",
                 "email_addresses": [{"id": "idn_1", "email_address": "%s@example.org",
                   "verification": {"status": "verified"}}],
                 "phone_numbers": [{"phone_number": "%s"}], "public_metadata": {}, "banned": false,
                 "created_at": 1716883200000, "updated_at": 1716883200000}
                """.formatted(
                        clerkId,
                        value("username"),
                        value("First"),
                        value("Last"),
                        value("image"),
                        value("email"),
                        value("phone")));
        await("select email is not null from users where clerk_id = '%s'".formatted(clerkId));
        clerk("session.created", """
                {"id": "sess_%s", "object": "session", "user_id": "%s", "status": "active",
                 "latest_activity": {"id": "a", "device_type": "%s", "browser_name": "%s", "ip_address": "%s", "city": "%s",
                   "country": "AT"},
                 "last_active_at": 1716883200000, "expire_at": %d, "created_at": %d, "updated_at": 1716883200000}
                """.formatted(
                        unique,
                        clerkId,
                        value("device"),
                        value("browser"),
                        "2001:db8:" + value("ip"),
                        value("city"),
                        Instant.now().plusSeconds(86_400).toEpochMilli(),
                        Instant.now().toEpochMilli()));
        await("select count(*) = 1 from user_sessions where clerk_session_id = 'sess_%s'".formatted(unique));
        clerk("organizationMembership.created", """
                {"id": "orgmem_%s", "object": "organization_membership", "role": "org:member", "updated_at": 1716883200000,
                 "organization": {"id": "org_shared"}, "public_user_data": {"user_id": "%s", "first_name": "%s"}}
                """.formatted(unique, clerkId, value("First")));
        await("select count(*) = 1 from organization_memberships where clerk_id = 'orgmem_%s'".formatted(unique));
    }

    private void tellStripe() throws Exception {
        stripe("evt_cus_" + unique, "customer.created", customerObject());
        stripe("evt_sub_" + unique, "customer.subscription.created", """
                {"id": "sub_%1$s", "object": "subscription", "customer": "%2$s", "status": "active", "currency": "usd",
                 "description": "%3$s", "metadata": {"note": "%4$s"}, "cancel_at_period_end": false, "start_date": 1716883200,
                 "cancellation_details": {"comment": "%5$s"},
                 "items": {"object": "list", "data": [{"id": "si_%1$s", "object": "subscription_item", "quantity": 1,
                   "current_period_start": 1716883200, "current_period_end": 1919475200,
                   "price": {"id": "price_shared", "object": "price", "product": "prod_shared", "currency": "usd",
                     "unit_amount": 900, "recurring": {"interval": "month", "interval_count": 1}}}]}}
                """.formatted(
                        unique, customer, value("subscription"), value("metadata"), value("comment")));
        stripe("evt_inv_" + unique, "invoice.paid", invoice());
        stripe("evt_card_" + unique, "payment_method.detached", """
                {"id": "pm_%s", "object": "payment_method", "customer": null, "type": "card",
                 "billing_details": {"name": "%s", "address": {"line1": "%s"}},
                 "card": {"last4": "%s", "fingerprint": "%s"}, "metadata": {"was": "%s"}}
                """.formatted(
                        unique, value("Holder"), value("Billing street"), last4(), value("fingerprint"), customer));
        tellStripeOfPayments("evt");
        // Without a status it cannot be handled, now or later.
        stripe("evt_dead_" + unique, "customer.subscription.updated", """
                {"id": "sub_dead_%s", "object": "subscription", "customer": "%s", "description": "%s"}
                """.formatted(unique, customer, value("dead")));
    }

    /** All that is mirrored beside subscriptions and invoices, with something personal wherever Stripe lets one write it. */
    private void tellStripeOfPayments(String prefix) throws Exception {
        String person = """
                "metadata": {"note": "%s"}, "billing_details": {"name": "%s", "address": {"line1": "%s"}},
                 "receipt_email": "%s@example.org"
                """.formatted(value("metadata"), value("Holder"), value("Billing street"), value("payer"));
        String card = "\"type\": \"card\", \"card\": {\"last4\": \"%s\", \"fingerprint\": \"%s\"}"
                .formatted(last4(), value("fingerprint"));
        var objects = new LinkedHashMap<String, String>();
        objects.put("payment_intent.succeeded", """
                "id": "pi_%s", "object": "payment_intent", "status": "succeeded", "amount": 900, "description": "%s", %s
                """.formatted(unique, value("payment"), person));
        objects.put("charge.succeeded", """
                "id": "ch_%1$s", "object": "charge", "status": "succeeded", "amount": 900, "payment_intent": "pi_%1$s",
                "description": "%2$s", "payment_method_details": {%3$s}, %4$s
                """.formatted(unique, value("payment"), card, person));
        objects.put("refund.created", """
                "id": "re_%1$s", "object": "refund", "amount": 100, "charge": "ch_%1$s", "instructions_email": "%2$s", %3$s
                """.formatted(unique, value("payer"), person));
        objects.put("charge.dispute.closed", """
                "id": "dp_%1$s", "object": "dispute", "status": "lost", "charge": "ch_%1$s",
                "evidence": {"customer_name": "%2$s", "uncategorized_text": "%3$s"}, %4$s
                """.formatted(unique, value("Payer"), value("evidence"), person));
        objects.put("setup_intent.succeeded", """
                "id": "seti_%s", "object": "setup_intent", "status": "succeeded", "description": "%s", %s
                """.formatted(unique, value("setup"), person));
        objects.put("payment_method.attached", """
                "id": "pm_kept%s", "object": "payment_method", %s, %s
                """.formatted(unique, card, person));
        objects.put("checkout.session.completed", """
                "id": "cs_%s", "object": "checkout.session", "status": "complete", "mode": "subscription",
                "customer_details": {"name": "%s"}, "custom_fields": [{"text": {"value": "%s"}}], %s
                """.formatted(unique, value("Payer"), value("answered"), person));
        objects.put("invoice_payment.paid", """
                "id": "inpay_%1$s", "object": "invoice_payment", "status": "paid", "invoice": "in_%1$s",
                "payment": {"type": "payment_intent", "payment_intent": "pi_%1$s"}, %2$s
                """.formatted(unique, person));
        objects.put("subscription_schedule.created", """
                "id": "sub_sched_%s", "object": "subscription_schedule", "status": "active", %s
                """.formatted(unique, person));
        objects.put("customer.tax_id.created", """
                "id": "txi_%s", "object": "tax_id", "type": "eu_vat", "value": "%s",
                "verification": {"status": "verified", "verified_name": "%s"}
                """.formatted(unique, value("vat"), value("Payer")));
        objects.put("customer.discount.created", """
                "id": "di_%s", "object": "discount", "source": {"type": "coupon", "coupon": "shared"}
                """.formatted(unique));
        objects.put("promotion_code.created", """
                "id": "promo_%s", "object": "promotion_code", "code": "%s", "active": true
                """.formatted(unique, value("code")));
        objects.put("entitlements.active_entitlement_summary.updated", """
                "object": "entitlements.active_entitlement_summary",
                "entitlements": {"has_more": false, "data": [{"id": "ent_1", "lookup_key": "reports"}]}
                """);
        for (var object : objects.entrySet()) {
            stripe(
                    "%s_%s_%s".formatted(prefix, object.getKey(), unique),
                    object.getKey(),
                    "{%s, \"customer\": \"%s\", \"currency\": \"usd\", \"created\": 1716883200}"
                            .formatted(object.getValue().strip(), customer));
        }
    }

    private String customerObject() {
        return """
                {"id": "%s", "object": "customer", "email": "%s@example.org", "name": "%s", "phone": "%s", "currency": "usd",
                 "address": {"line1": "%s", "city": "%s"}, "shipping": {"name": "%s", "address": {"line1": "%s"}},
                 "tax_ids": {"data": [{"value": "%s"}]}, "metadata": {"keelson_user_id": "%s"}}
                """.formatted(
                        customer,
                        value("payer"),
                        value("Payer"),
                        value("tel"),
                        value("Street"),
                        value("Town"),
                        value("Recipient"),
                        value("Delivery street"),
                        value("taxid"),
                        user());
    }

    private String invoice() {
        return """
                {"id": "in_%1$s", "object": "invoice", "customer": "%2$s", "status": "paid", "number": "KEEL-%1$s",
                 "currency": "usd", "created": 1716883200, "total": 900, "amount_due": 900, "amount_paid": 900, "amount_remaining": 0,
                 "customer_email": "%3$s@example.org", "customer_name": "%4$s", "description": "%5$s",
                 "custom_fields": [{"name": "Order", "value": "%6$s"}],
                 "payment_settings": {"card": {"last4": "%7$s"}},
                 "lines": {"data": [{"id": "il_%1$s", "amount": 900, "currency": "usd", "description": "%8$s"}]},
                 "parent": {"type": "subscription_details", "subscription_details": {"subscription": "sub_%1$s"}}}
                """.formatted(
                        unique,
                        customer,
                        value("payer"),
                        value("Payer"),
                        value("invoice"),
                        value("custom"),
                        last4(),
                        value("line"));
    }

    /** What vendors say of somebody who is gone, or goes: the last of it comes when nobody expects it any more. */
    void lastWords() throws Exception {
        stripe("evt_last_sub_" + unique, "customer.subscription.deleted", """
                {"id": "sub_%s", "object": "subscription", "customer": "%s", "status": "canceled", "currency": "usd",
                 "description": "%s", "cancel_at_period_end": false, "items": {"object": "list", "data": []}}
                """.formatted(
                        unique, customer, value("subscription")));
        stripe("evt_last_inv_" + unique, "invoice.updated", invoice());
        tellStripeOfPayments("evt_last");
        stripe("evt_last_cus_" + unique, "customer.deleted", customerObject());
        String second = "cus_late" + unique;
        stripe("evt_late_" + unique, "customer.created", customerObject().replace(customer, second));
        clerk("user.updated", """
                {"id": "%s", "object": "user", "username": "%s", "first_name": "%s", "email_addresses": [],
                 "updated_at": 1916883200000}
                """.formatted(clerkId, value("username"), value("First")));
        clerk("user.deleted", "{\"id\": \"%s\", \"object\": \"user\", \"deleted\": true}".formatted(clerkId));
        await("select count(*) = 1 from customers where stripe_id = '%s' and erased_at is not null".formatted(second));
    }

    private void writeSocial() {
        var user = user().value();
        var profile = UUID.randomUUID();
        var target = UUID.randomUUID();
        jdbc.sql("""
                        insert into social_profiles
                          (id, user_id, state, ref_id, profile_key, claim, claimed_until, created_at, updated_at)
                        values (:id, :user, 'active', :ref, :key, gen_random_uuid(), now(), now(), now())
                        """)
                .params(Map.of(
                        "id",
                        profile,
                        "user",
                        user,
                        "ref",
                        refId,
                        "key",
                        encryption.encrypt(
                                profileKey(), new EncryptedColumn("social_profiles", "id", "profile_key"), profile)))
                .update();
        jdbc.sql("""
                        insert into social_accounts (id, user_id, platform, listed, account_id, name, picture_url, profile_url,
                          created_at, updated_at)
                        values (gen_random_uuid(), :user, 'x', true, :account, :name, :picture, :url, now(), now())
                        """)
                .params(Map.of(
                        "user",
                        user,
                        "account",
                        value("account"),
                        "name",
                        value("handle"),
                        "picture",
                        value("picture"),
                        "url",
                        value("profile")))
                .update();
        jdbc.sql("""
                        insert into posts (id, user_id, content, media_urls, status, created_at, updated_at, version)
                        values (:id, :user, :content, array[:media]::text[], 'published', now(), now(), 0)
                        """)
                .params(Map.of("id", post, "user", user, "content", value("post"), "media", value("media")))
                .update();
        jdbc.sql("""
                        insert into post_targets (id, post_id, user_id, platform, content, title, subreddit, status,
                          ayrshare_post_id, network_post_id, url, failure_detail, published_text)
                        values (:id, :post, :user, 'x', :content, :title, :subreddit, 'published', :ayrshare, :network, :url,
                          :detail, :out)
                        """)
                .params(Map.of(
                        "id",
                        target,
                        "post",
                        post,
                        "user",
                        user,
                        "content",
                        value("variant"),
                        "title",
                        value("title"),
                        "subreddit",
                        value("subreddit")))
                .params(Map.of(
                        "ayrshare",
                        "ayr-" + unique,
                        "network",
                        value("networkpost"),
                        "url",
                        value("posturl"),
                        "detail",
                        value("detail"),
                        "out",
                        value("publishedtext")))
                .update();
        jdbc.sql("""
                        insert into media (id, user_id, source, state, name, url, bytes, sha256, created_at, updated_at)
                        values (gen_random_uuid(), :user, 'upload', 'ready', :name, :url, 1, :sha, now(), now())
                        """)
                .params(Map.of("user", user, "name", value("filename"), "url", value("fileurl"), "sha", value("sha")))
                .update();
        jdbc.sql("""
                        insert into external_posts (id, user_id, ayrshare_post_id, platform, state, url, content, published_at,
                          created_at, updated_at)
                        values (gen_random_uuid(), :user, :ayrshare, 'x', 'published', :url, :content, now(), now(), now())
                        """)
                .params(Map.of(
                        "user",
                        user,
                        "ayrshare",
                        "other-" + unique,
                        "url",
                        value("externalurl"),
                        "content",
                        value("external")))
                .update();
        jdbc.sql("""
                        insert into post_attempts (id, target_id, user_id, round, number, idempotency_key, started_at)
                        values (gen_random_uuid(), :target, :user, 0, 1, :key, now())
                        """)
                .params(Map.of("target", target, "user", user, "key", "key-" + unique))
                .update();
    }

    private void writeTheRest() {
        var user = user().value();
        writeImports(user);
        for (String sql : List.of(
                "insert into user_preferences (user_id, language, timezone, created_at, updated_at)"
                        + " values (:user, 'de-AT', 'Europe/{zone}', now(), now())",
                "insert into notifications (id, user_id, kind, payload, dedup_key, created_at)"
                        + " values (gen_random_uuid(), :user, 'keelson_test', '{\"text\": \"{notification}\"}', 'k', now())",
                "insert into idempotency_keys (user_id, key, request_hash, status, response, created_at, locked_until)"
                        + " values (:user, 'k', 'hash', 200, '{\"content\": \"{answer}\"}', now(), now())",
                "insert into usage_counters (user_id, name, period_start, used, updated_at)"
                        + " values (:user, 'posts', now(), 7, now())",
                "insert into meter_events (id, user_id, event_name, value, occurred_at, identifier, state, attempts,"
                        + " next_attempt_at, created_at, updated_at) values (gen_random_uuid(), :user, '{meter}', 1, now(),"
                        + " 'used-{unique}', 'sent', 1, now(), now(), now())",
                "insert into post_metrics (target_id, post_id, user_id, platform, published_at, state, likes, own, as_of,"
                        + " created_at, updated_at) select id, post_id, user_id, platform, now(), 'collected', 7,"
                        + " '{\"{metric}\": 7}', now(), now(), now() from post_targets where user_id = :user",
                "insert into metric_snapshots (target_id, user_id, taken_at, likes)"
                        + " select target_id, user_id, now(), 7 from post_metrics where user_id = :user",
                "insert into account_metrics (user_id, platform, day, followers, own, as_of)"
                        + " values (:user, 'x', now()::date, 7, '{\"{follower}\": 7}', now())",
                "insert into account_collections (user_id, next_at) values (:user, now() + interval '1 year')",
                "insert into schedule_settings (user_id, timezone, slots, blackouts, least_gap_minutes, created_at, updated_at,"
                        + " version) values (:user, 'Europe/{schedule}', '[]', '[]', 0, now(), now(), 1)",
                "insert into feature_flags (key, enabled, percentage, roles, users, created_at, updated_at)"
                        + " values ('flag-' || md5(:user::text), true, 0, '{}', array[:user], now(), now())",
                "insert into usage_entries (user_id, name, key, period_start, amount, created_at)"
                        + " values (:user, 'posts', 'post-{unique}', now(), 1, now())",
                "insert into billing_notices (user_id, kind, subject, occasion, times, opened_at)"
                        + " values (:user, 'payment_failed', 'in_told_{unique}', 1, 1, now())",
                "insert into billing_commands (id, user_id, kind, subject, request, state, expires_at, created_at, updated_at)"
                        + " values (gen_random_uuid(), :user, 'create_customer', '', '{\"email\": \"{command}\"}', 'pending',"
                        + " now() + interval '1 day', now(), now())",
                "insert into event_publication (id, listener_id, event_type, serialized_event, publication_date, completion_date)"
                        + " values (gen_random_uuid(), 'nobody', 'nothing', '{\"user\": \"' || :user || '\"}', now(), now())",
                "update webhook_dead set last_error = '{death}' where event_id = 'evt_dead_{unique}' and :user is not null",
                "update webhook_attempt set error = '{attempt}'"
                        + " where seq = (select seq from webhook_dedup where event_id = 'evt_inv_{unique}') and :user is not null")) {
            jdbc.sql(marked(sql)).param("user", user).update();
        }
        drift();
        waiting();
    }

    private void writeImports(UUID user) {
        var imported = UUID.randomUUID();
        jdbc.sql("""
                        insert into imports (id, user_id, status, format, mode, dry_run, time_zone, columns, total, created,
                          created_at, updated_at, finished_at)
                        values (:id, :user, 'done', 'csv', 'draft', false, 'UTC', array['content'], 1, 1, now(), now(), now())
                        """).param("id", imported).param("user", user).update();
        jdbc.sql("""
                        insert into import_rows (import_id, number, user_id, line, raw, status, external_id, post_id)
                        values (:id, 1, :user, 2, :raw, 'created', :externalId, :post)
                        """)
                .param("id", imported)
                .param("user", user)
                .param("raw", "[\"%s\"]".formatted(value("row")))
                .param("externalId", value("external"))
                .param("post", post)
                .update();
        jdbc.sql("""
                        insert into import_keys (user_id, row_key, import_id, number, post_id)
                        values (:user, sha256('row'), :id, 1, :post)
                        """)
                .param("id", imported)
                .param("user", user)
                .param("post", post)
                .update();
        jdbc.sql("insert into calendar_feeds (user_id, token_hash, created_at) values (:user, sha256(:secret), now())")
                .param("user", user)
                .param("secret", unique.getBytes(StandardCharsets.UTF_8))
                .update();
    }

    private void drift() {
        jdbc.sql("""
                        with job as (
                          insert into sync_jobs (id, provider, kind, vendor_id, reason, status, created_at, finished_at)
                          values (gen_random_uuid(), 'stripe', 'one', :customer, 'manual', 'succeeded', now(), now()) returning id),
                        seen as (insert into sync_seen select id, 'customer', :customer from job)
                        insert into sync_drifts (id, job_id, entity, vendor_id, kind, repaired, noticed_at)
                        select gen_random_uuid(), id, 'customer', :customer, 'different', true, now() from job
                        """).param("customer", customer).update();
    }

    /** An event whose turn never comes: what it fails on is written down with it. */
    private void waiting() {
        receive("evt_waiting_" + unique, Instant.now(), """
                {"id": "evt_waiting", "data": {"object": {"customer": "%s", "email": "%s"}}}
                """.formatted(customer, value("waiting")));
        jdbc.sql("""
                        insert into webhook_work (slot, seq, received_at, due_at, last_error)
                        select 0, seq, received_at, now() + interval '30 days', :error from webhook_event where event_id = :id
                        """)
                .param("id", "evt_waiting_" + unique)
                .param("error", value("lasterror"))
                .update();
    }

    private void receiveLongAgo() {
        jdbc.sql(
                        "create table if not exists webhook_event_%s partition of webhook_event for values from ('%s') to ('%s')"
                                .formatted(
                                        archivedDay.format(DateTimeFormatter.BASIC_ISO_DATE),
                                        archivedDay + "T00:00Z",
                                        archivedDay.plusDays(1) + "T00:00Z"))
                .update();
        receive(
                "evt_old_" + unique,
                archivedDay.atTime(12, 0).toInstant(ZoneOffset.UTC),
                "{\"id\": \"evt_old\", \"data\": {\"object\": {\"name\": \"%s\"}}}".formatted(value("old")));
    }

    private void receive(String eventId, Instant at, String body) {
        jdbc.sql("""
                        insert into webhook_event (seq, provider, event_id, type, subject, occurred_at, received_at, body)
                        values (nextval('sq_webhook_event'), 'stripe', :id, 'customer.updated', :subject, :at, :at,
                          convert_to(:body, 'UTF8'))
                        """)
                .param("id", eventId)
                .param("subject", customer)
                .param("at", at.atOffset(ZoneOffset.UTC))
                .param("body", body)
                .update();
    }

    private void stripe(String id, String type, String object) throws Exception {
        accepted(webhooks.stripe("""
                {"id": "%s", "object": "event", "type": "%s", "created": %d, "livemode": false, "data": {"object": %s}}
                """.formatted(id, type, 1_716_883_200 + sent++, object)));
    }

    private void clerk(String type, String data) throws Exception {
        accepted(webhooks.clerk("msg_%s_%d".formatted(unique, sent++), """
                {"type": "%s", "object": "event", "timestamp": 1716883200000, "instance_id": "ins_1", "data": %s}
                """.formatted(type, data)));
    }

    private static void accepted(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
    }

    private void await(String sql) {
        Awaitility.await("until " + sql)
                .until(() -> jdbc.sql(sql).query(Boolean.class).optional().orElse(false));
    }

    private String last4() {
        return value("4").substring(0, 4);
    }

    private String marked(String sql) {
        String marked = sql.replace("{unique}", unique);
        for (String what :
                List.of("zone", "schedule", "notification", "answer", "command", "attempt", "death", "meter")) {
            marked = marked.contains("{" + what + "}") ? marked.replace("{" + what + "}", value(what)) : marked;
        }
        return marked;
    }

    /** The same each time for the same thing. */
    private String value(String what) {
        String value = what.equals("4") ? mark.substring(0, 4) : mark + what.replace(' ', '-');
        if (!values.contains(value)) {
            values.add(value);
        }
        return value;
    }
}

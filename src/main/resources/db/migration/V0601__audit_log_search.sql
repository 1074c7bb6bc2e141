-- Administrators read the audit log from its newest entry.
create index ix_audit_log_occurred_at on audit_log (occurred_at desc, id desc);

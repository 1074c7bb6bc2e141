-- Who did what to whom. Insert only: a trigger refuses everything else.
create table audit_log (
  id          uuid        not null,
  occurred_at timestamptz not null,
  actor_id    uuid,
  action      text        not null,
  subject     text        not null,
  details     jsonb       not null default '{}',
  trace_id    text,
  constraint pk_audit_log primary key (id)
);
comment on column audit_log.actor_id is 'Null where the system itself acted. No foreign key: entries outlive users.';
create index ix_audit_log_subject on audit_log (subject, occurred_at);
create index ix_audit_log_actor on audit_log (actor_id, occurred_at) where actor_id is not null;

create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is append-only: % refused', tg_op;
end
$$;
create trigger tr_audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function audit_log_is_append_only();

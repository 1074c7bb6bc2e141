-- What the nightly check of the audit log's chain found. The next one begins where the last good one ended.
create table audit_check (
  id          uuid        not null,
  checked_at  timestamptz not null,
  first_day   date        not null,
  last_day    date        not null,
  entries     bigint      not null,
  head        bytea,
  broken_day  date,
  broken_kind text,
  constraint pk_audit_check primary key (id),
  constraint ck_audit_check_broken check ((broken_day is null) = (broken_kind is null))
);
comment on column audit_check.head is 'The chain''s last hash on last_day or before; null where there was none.';
create index ix_audit_check_checked_at on audit_check (checked_at desc);

create trigger tr_audit_check_append_only before update or delete or truncate on audit_check
  for each statement execute function refuse_all_but_insert();
alter table audit_check enable always trigger tr_audit_check_append_only;

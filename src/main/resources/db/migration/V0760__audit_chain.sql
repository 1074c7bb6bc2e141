-- Entries of the audit log are sealed after they were written: each into a chain of hashes, in which nothing can be changed,
-- left out or put in between without all that follows becoming wrong. See docs/adr/0016.
alter table audit_log add column ip text;
comment on column audit_log.ip is 'The caller''s network, never the whole address: /24 of IPv4, /48 of IPv6. Null in the background.';

create table audit_unsealed (
  id        uuid        not null,
  queued_at timestamptz not null default now(),
  constraint pk_audit_unsealed primary key (id)
);
comment on table audit_unsealed is 'Entries that wait to be sealed; filled by a trigger. No foreign key: an entry that vanished before must be noticed.';

create table audit_chain (
  day        date   not null,
  seq        bigint not null,
  entry_id   uuid   not null,
  entry_hash bytea  not null,
  hash       bytea  not null,
  constraint pk_audit_chain primary key (day, seq),
  constraint ux_audit_chain_entry unique (entry_id),
  constraint ck_audit_chain_seq check (seq > 0),
  constraint ck_audit_chain_hashes check (length(entry_hash) = 32 and length(hash) = 32)
);
comment on column audit_chain.day is 'The UTC day of sealing.';
comment on column audit_chain.entry_hash is 'SHA-256 of the entry''s fields.';
comment on column audit_chain.hash is 'SHA-256 of the hash before, also that of another day, and of this row''s day, seq and entry_hash.';

create function refuse_all_but_insert() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op;
end
$$;
create trigger tr_audit_chain_append_only before update or delete or truncate on audit_chain
  for each statement execute function refuse_all_but_insert();

-- Otherwise "set session_replication_role = replica" would be a way around them.
alter table audit_chain enable always trigger tr_audit_chain_append_only;
alter table audit_log enable always trigger tr_audit_log_append_only;

create function audit_log_queue_for_sealing() returns trigger language plpgsql as $$
begin
  insert into audit_unsealed (id) select id from written;
  return null;
end
$$;
create trigger tr_audit_log_queue after insert on audit_log referencing new table as written
  for each statement execute function audit_log_queue_for_sealing();

insert into audit_unsealed (id) select id from audit_log;

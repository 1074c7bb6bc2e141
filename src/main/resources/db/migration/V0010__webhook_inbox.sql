-- The webhook inbox. Four tables, because four things grow and change differently: what was ever seen (to refuse
-- duplicates), what arrived (appended, dropped by the day), what still has to be done (small and busy), what was tried.

create sequence sq_webhook_event;

create table webhook_dedup (
  provider   text        not null,
  event_id   text        not null,
  seq        bigint      not null,
  first_seen timestamptz not null,
  constraint pk_webhook_dedup primary key (provider, event_id)
);
comment on table webhook_dedup is 'One row per event ever acknowledged. Not partitioned: uniqueness must hold across days.';

create table webhook_event (
  seq         bigint      not null,
  provider    text        not null,
  event_id    text        not null,
  type        text        not null,
  subject     text        not null,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  trace_id    text,
  body        bytea       not null,
  constraint pk_webhook_event primary key (received_at, seq)
) partition by range (received_at);
comment on column webhook_event.subject is 'Whom or what it is about: events of one subject are handled one after the other.';
comment on column webhook_event.body is 'The bytes as they were signed.';
-- Rows land here only if the daily partitions were not made in time; none is ever lost for that.
create table webhook_event_default partition of webhook_event default;

create table webhook_slot (
  slot smallint not null,
  constraint pk_webhook_slot primary key (slot)
);
comment on table webhook_slot is 'Locked by the worker that handles the slot''s events. The lock dies with its connection: no lease, no zombie.';
insert into webhook_slot select generate_series(0, 63);

create table webhook_work (
  slot        smallint    not null,
  seq         bigint      not null,
  received_at timestamptz not null,
  due_at      timestamptz not null,
  attempt     smallint    not null default 1,
  last_error  text,
  constraint pk_webhook_work primary key (slot, seq),
  constraint fk_webhook_work_slot foreign key (slot) references webhook_slot (slot)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0);
comment on table webhook_work is 'What waits. A row is deleted in the transaction of its event''s effects.';
create index ix_webhook_work_due on webhook_work (slot, due_at);

create table webhook_dead (
  seq         bigint      not null,
  provider    text        not null,
  event_id    text        not null,
  type        text        not null,
  subject     text        not null,
  received_at timestamptz not null,
  died_at     timestamptz not null,
  attempts    smallint    not null,
  last_error  text        not null,
  constraint pk_webhook_dead primary key (seq)
);
comment on table webhook_dead is 'Kept until somebody decides.';

create table webhook_attempt (
  seq         bigint      not null,
  attempt     smallint    not null,
  outcome     text        not null,
  error       text,
  finished_at timestamptz not null,
  duration_us bigint      not null,
  constraint ck_webhook_attempt_outcome check (outcome in ('applied', 'superseded', 'ignored', 'failed', 'dead'))
) partition by range (finished_at);
create index ix_webhook_attempt_seq on webhook_attempt (seq);
create table webhook_attempt_default partition of webhook_attempt default;

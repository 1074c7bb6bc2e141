-- Reconciliation with the vendors: its jobs, how far each has come, and what it found.
create table sync_jobs (
  id           uuid        not null,
  provider     text        not null,
  kind         text        not null,
  since        timestamptz,
  vendor_id    text,
  reason       text        not null,
  actor_id     uuid,
  status       text        not null default 'queued',
  entity       text,
  phase        text,
  cursor       text,
  run          integer     not null default 0,
  failures     integer     not null default 0,
  error        text,
  created_at   timestamptz not null,
  started_at   timestamptz,
  heartbeat_at timestamptz,
  finished_at  timestamptz,
  constraint pk_sync_jobs primary key (id),
  constraint ck_sync_jobs_kind check (
    kind = 'full' and since is null and vendor_id is null
    or kind = 'since' and since is not null and vendor_id is null
    or kind = 'one' and since is null and vendor_id is not null),
  constraint ck_sync_jobs_reason check (reason in ('scheduled', 'startup', 'manual')),
  constraint ck_sync_jobs_status check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  constraint ck_sync_jobs_phase check (phase in ('list', 'sweep')),
  constraint ck_sync_jobs_finished check ((status in ('succeeded', 'failed', 'cancelled')) = (finished_at is not null))
);
comment on column sync_jobs.vendor_id is 'The one object that the job is about.';
comment on column sync_jobs.entity is 'What is being compared; with phase and cursor the place where the work goes on, on whichever node.';
comment on column sync_jobs.phase is 'list: what the vendor lists is compared. sweep: what it did not list is looked up.';
comment on column sync_jobs.run is 'Counts the executions. One that was taken for dead may not write any more once the next has begun.';
comment on column sync_jobs.failures is 'In a row, without a page between them.';
-- Two jobs that do the same would only cost the vendor''s patience.
create unique index ux_sync_jobs_live on sync_jobs (provider, kind, coalesce(vendor_id, ''))
  where status in ('queued', 'running');
create index ix_sync_jobs_created_at on sync_jobs (created_at desc, id desc);
create index ix_sync_jobs_provider on sync_jobs (provider, kind, created_at desc);

create table sync_counts (
  job_id   uuid   not null,
  entity   text   not null,
  kind     text   not null,
  noticed  bigint not null,
  repaired bigint not null,
  constraint pk_sync_counts primary key (job_id, entity, kind),
  constraint fk_sync_counts_job foreign key (job_id) references sync_jobs (id) on delete cascade,
  constraint ck_sync_counts_kind check (kind in ('checked', 'missing', 'different', 'deleted', 'missed_event', 'orphan'))
);
comment on table sync_counts is 'What was compared and what was found. A difference is counted in the transaction that repairs it.';

create table sync_drifts (
  id         uuid        not null,
  job_id     uuid        not null,
  entity     text        not null,
  vendor_id  text        not null,
  kind       text        not null,
  repaired   boolean     not null,
  noticed_at timestamptz not null,
  constraint pk_sync_drifts primary key (id),
  constraint fk_sync_drifts_job foreign key (job_id) references sync_jobs (id) on delete cascade
);
comment on table sync_drifts is 'The first differences of a job, by the vendor''s ids alone; sync_counts has all of them.';
create index ix_sync_drifts_job_id on sync_drifts (job_id, id);

create table sync_seen (
  job_id    uuid not null,
  entity    text not null,
  vendor_id text not null,
  constraint pk_sync_seen primary key (job_id, entity, vendor_id),
  constraint fk_sync_seen_job foreign key (job_id) references sync_jobs (id) on delete cascade
);
comment on table sync_seen is 'What the vendor has listed so far; emptied when the entity is done. Apart from the mirrored tables, so that a full pass writes no row of theirs that is as it should be.';

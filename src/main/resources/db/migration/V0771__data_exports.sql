-- Data exports (GDPR art. 15 and 20).
create table data_exports (
  id           uuid        not null,
  user_id      uuid        not null,
  status       text        not null default 'queued',
  attempts     integer     not null default 0,
  bytes        bigint,
  requested_at timestamptz not null,
  ready_at     timestamptz,
  expires_at   timestamptz,
  constraint pk_data_exports primary key (id),
  constraint fk_data_exports_user foreign key (user_id) references users (id) on delete cascade,
  constraint ck_data_exports_status check (status in ('queued', 'running', 'ready', 'failed', 'expired')),
  constraint ck_data_exports_ready check (status <> 'ready' or (bytes is not null and ready_at is not null and expires_at is not null))
);
-- A second request while one is being made gets that one.
create unique index ux_data_exports_live on data_exports (user_id) where status in ('queued', 'running');
create index ix_data_exports_user on data_exports (user_id, requested_at desc);
create index ix_data_exports_expires_at on data_exports (expires_at) where status = 'ready';

create table data_export_chunks (
  id        uuid    not null,
  export_id uuid    not null,
  number    integer not null,
  content   bytea   not null,
  constraint pk_data_export_chunks primary key (id),
  constraint ux_data_export_chunks_number unique (export_id, number),
  constraint fk_data_export_chunks_export foreign key (export_id) references data_exports (id) on delete cascade
);
comment on column data_export_chunks.content is 'A piece of the ZIP, encrypted, with table, column and row as context.';
-- It is compressed already.
alter table data_export_chunks alter column content set storage external;

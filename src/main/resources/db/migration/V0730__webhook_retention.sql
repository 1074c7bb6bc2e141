-- What retention has done, so that it goes on where it stopped, and so that an operator can see what left when.

create table webhook_retention (
  day              date        not null,
  file             text,
  bytes            bigint      not null default 0,
  events           bigint      not null default 0,
  last_received_at timestamptz,
  last_seq         bigint,
  sha256           text,
  archived_at      timestamptz,
  dropped_at       timestamptz,
  constraint pk_webhook_retention primary key (day),
  constraint ck_webhook_retention_archived check (archived_at is null or (file is not null and sha256 is not null))
);
comment on table webhook_retention is 'One row per day (UTC) of the inbox that has been taken up by retention.';
comment on column webhook_retention.bytes is 'How much of the file is durable; what lies beyond was being written when a run was interrupted.';
comment on column webhook_retention.last_seq is 'With last_received_at the last event that is durable in the file.';
comment on column webhook_retention.dropped_at is 'Rows of that day in the default partition were kept, and are purged one by one when nobody needs them any more.';

create table webhook_dedup_purge (
  only_row   boolean not null default true,
  next_block bigint  not null default 0,
  constraint pk_webhook_dedup_purge primary key (only_row),
  constraint ck_webhook_dedup_purge_only_row check (only_row)
);
comment on table webhook_dedup_purge is 'How far the walk through webhook_dedup is. The walk costs a read of the table a day; an index on first_seen would cost every insert.';
insert into webhook_dedup_purge default values;

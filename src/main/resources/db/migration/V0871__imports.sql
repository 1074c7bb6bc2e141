-- Files of posts: what was sent, row by row as it came, and what became of each row.
create table imports (
  id          uuid        not null,
  user_id     uuid        not null,
  status      text        not null,
  format      text        not null,
  mode        text        not null,
  dry_run     boolean     not null,
  time_zone   text        not null,
  columns     text[]      not null default '{}',
  total       integer     not null default 0,
  created     integer     not null default 0,
  valid       integer     not null default 0,
  skipped     integer     not null default 0,
  failed      integer     not null default 0,
  told        integer     not null default 0,
  problem     text,
  detail      text,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  finished_at timestamptz,
  constraint pk_imports primary key (id),
  constraint fk_imports_user foreign key (user_id) references users (id),
  constraint ck_imports_status check (status in ('receiving', 'queued', 'running', 'done', 'failed', 'cancelled')),
  constraint ck_imports_format check (format in ('csv', 'json_lines')),
  constraint ck_imports_mode check (mode in ('draft', 'schedule')),
  constraint ck_imports_finished check ((status in ('done', 'failed', 'cancelled')) = (finished_at is not null)),
  constraint ck_imports_counts check (created + valid + skipped + failed <= total)
);
comment on column imports.columns is 'The header of a CSV file as it was written.';
comment on column imports.told is 'The percentage at which progress was last told.';
comment on column imports.problem is 'Why the file as a whole was refused.';
create index ix_imports_user on imports (user_id, created_at desc, id desc);
create index ix_imports_receiving on imports (updated_at) where status = 'receiving';
create index ix_imports_finished_at on imports (finished_at) where finished_at is not null;

create table import_rows (
  import_id   uuid    not null,
  number      integer not null,
  user_id     uuid    not null,
  line        bigint  not null,
  raw         text    not null,
  status      text    not null default 'pending',
  external_id text,
  row_key     bytea,
  post_id     uuid,
  code        text,
  detail      text,
  action      text,
  errors      jsonb,
  constraint pk_import_rows primary key (import_id, number),
  constraint fk_import_rows_import foreign key (import_id) references imports (id) on delete cascade,
  constraint fk_import_rows_user foreign key (user_id) references users (id),
  constraint ck_import_rows_status check (status in ('pending', 'created', 'valid', 'skipped', 'failed')),
  constraint ck_import_rows_created check (status <> 'created' or post_id is not null),
  constraint ck_import_rows_failed check (status <> 'failed' or code is not null)
);
comment on column import_rows.raw is 'A CSV record as a JSON list of its fields, or a JSON line, as it came.';
comment on column import_rows.post_id is 'The post made of it; of a skipped row, the one that an earlier row has made. Not a foreign key: the report outlives the post.';
create index ix_import_rows_status on import_rows (import_id, status, number);
create index ix_import_rows_valid on import_rows (import_id, row_key) where status = 'valid';

create table import_keys (
  user_id   uuid    not null,
  row_key   bytea   not null,
  import_id uuid    not null,
  number    integer not null,
  post_id   uuid    not null,
  constraint pk_import_keys primary key (user_id, row_key),
  constraint fk_import_keys_user foreign key (user_id) references users (id),
  constraint fk_import_keys_post foreign key (post_id) references posts (id) on delete cascade
);
comment on table import_keys is 'Which rows have become posts: written with the post, so that the same row makes no second one, in whichever import it comes.';
comment on column import_keys.row_key is 'SHA-256 of the row''s externalId, or of its content where it has none.';
create index ix_import_keys_post on import_keys (post_id);

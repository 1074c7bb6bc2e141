-- Media that users uploaded or linked. The files are Ayrshare's or the users' own: here is what is known about them.
create table media (
  id           uuid        not null,
  user_id      uuid        not null,
  source       text        not null,
  state        text        not null,
  kind         text,
  content_type text,
  name         text        not null,
  bytes        bigint,
  sha256       text,
  width        integer,
  height       integer,
  duration_ms  bigint,
  url          text,
  reachable    boolean     not null default false,
  http_status  integer,
  checked_at   timestamptz,
  expires_at   timestamptz,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  constraint pk_media primary key (id),
  constraint fk_media_user foreign key (user_id) references users (id),
  constraint ck_media_source check (source in ('upload', 'link')),
  constraint ck_media_state check (state in ('uploading', 'ready', 'failed')),
  constraint ck_media_kind check (kind in ('image', 'video', 'document') or kind is null),
  constraint ck_media_upload check (source <> 'upload' or (sha256 is not null and bytes is not null)),
  constraint ck_media_ready check (state <> 'ready' or url is not null)
);
comment on column media.name is 'What the user calls it: shown to them, never told to others.';
comment on column media.url is 'Where networks fetch it.';
comment on column media.checked_at is 'When it was last seen to be, or not to be, where its address says.';
create index ix_media_user on media (user_id, created_at desc, id desc);
create index ix_media_url on media (user_id, url) where url is not null;
create unique index ux_media_link on media (user_id, url) where source = 'link';
create index ix_media_sha256 on media (user_id, sha256) where sha256 is not null;
create index ix_media_unfinished on media (updated_at) where state <> 'ready';

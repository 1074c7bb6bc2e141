-- What users publish: a post, one target per network, and a record of every attempt to send a target.
create table posts (
  id           uuid        not null,
  user_id      uuid        not null,
  content      text        not null,
  media_urls   text[]      not null,
  status       text        not null,
  scheduled_at timestamptz,
  published_at timestamptz,
  deleted_at   timestamptz,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  version      bigint      not null,
  constraint pk_posts primary key (id),
  constraint fk_posts_user foreign key (user_id) references users (id),
  constraint ck_posts_status check (status in
    ('draft', 'scheduled', 'publishing', 'published', 'partially_published', 'failed', 'deleted')),
  constraint ck_posts_scheduled check (status <> 'scheduled' or scheduled_at is not null),
  constraint ck_posts_deleted check ((status = 'deleted') = (deleted_at is not null))
);
create index ix_posts_user on posts (user_id, created_at desc, id desc) where deleted_at is null;

create table post_targets (
  id               uuid        not null,
  post_id          uuid        not null,
  user_id          uuid        not null,
  platform         text        not null,
  content          text,
  title            text,
  subreddit        text,
  status           text        not null,
  round            integer     not null default 0,
  ayrshare_post_id text,
  network_post_id  text,
  url              text,
  failure          text,
  vendor_code      integer,
  failure_detail   text,
  removal          text,
  published_at     timestamptz,
  constraint pk_post_targets primary key (id),
  constraint fk_post_targets_post foreign key (post_id) references posts (id) on delete cascade,
  constraint fk_post_targets_user foreign key (user_id) references users (id),
  constraint ux_post_targets_platform unique (post_id, platform),
  constraint ck_post_targets_status check (status in ('pending', 'publishing', 'published', 'failed', 'unknown')),
  constraint ck_post_targets_failed check (status <> 'failed' or failure is not null),
  constraint ck_post_targets_removal check (removal in ('pending', 'removed', 'refused', 'failed') or removal is null)
);
comment on column post_targets.content is 'Null where the post''s own content is used.';
comment on column post_targets.round is 'Grows each time that the user orders sending: names the task, so that one order is carried out once.';
comment on column post_targets.removal is 'What became of deleting it at the network.';
create index ix_post_targets_user_platform on post_targets (user_id, platform);
create index ix_post_targets_ayrshare_post_id on post_targets (ayrshare_post_id) where ayrshare_post_id is not null;

create table post_attempts (
  id              uuid        not null,
  target_id       uuid        not null,
  user_id         uuid        not null,
  round           integer     not null,
  number          integer     not null,
  idempotency_key text        not null,
  started_at      timestamptz not null,
  ended_at        timestamptz,
  outcome         text        not null default 'open',
  looks           integer     not null default 0,
  key_was_seen    boolean     not null default false,
  vendor_code     integer,
  constraint pk_post_attempts primary key (id),
  constraint fk_post_attempts_target foreign key (target_id) references post_targets (id) on delete cascade,
  constraint fk_post_attempts_user foreign key (user_id) references users (id),
  constraint ux_post_attempts_number unique (target_id, round, number),
  constraint ck_post_attempts_outcome check (outcome in
    ('open', 'unknown', 'pending', 'absent', 'not_sent', 'rate_limited', 'published', 'refused')),
  constraint ck_post_attempts_ended check (outcome in ('open', 'unknown') or ended_at is not null)
);
comment on table post_attempts is 'Written and committed before the call: an attempt without an outcome may have gone out and is looked up, never repeated blindly.';
comment on column post_attempts.ended_at is 'When the call ended. Null after a crash: nobody saw it end.';
comment on column post_attempts.looks is 'How often it was looked for.';
comment on column post_attempts.key_was_seen is 'Ayrshare refused the key as seen: it has had this post.';

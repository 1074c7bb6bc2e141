-- How published posts do: the newest numbers of each target, and earlier ones for growth.
create table post_metrics (
  target_id    uuid        not null,
  post_id      uuid        not null,
  user_id      uuid        not null,
  platform     text        not null,
  published_at timestamptz not null,
  story        boolean     not null default false,
  state        text        not null,
  reason       text,
  views        bigint,
  likes        bigint,
  shares       bigint,
  comments     bigint,
  clicks       bigint,
  own          jsonb,
  as_of        timestamptz,
  asked_at     timestamptz,
  answered_at  timestamptz,
  failures     integer     not null default 0,
  next_at      timestamptz,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  constraint pk_post_metrics primary key (target_id),
  constraint fk_post_metrics_target foreign key (target_id) references post_targets (id) on delete cascade,
  constraint fk_post_metrics_post foreign key (post_id) references posts (id) on delete cascade,
  constraint fk_post_metrics_user foreign key (user_id) references users (id),
  constraint ck_post_metrics_state check (state in ('pending', 'collected', 'not_available', 'expired', 'failed')),
  constraint ck_post_metrics_collected check (state <> 'collected' or as_of is not null),
  constraint ck_post_metrics_not_available check (state <> 'not_available' or next_at is null),
  constraint ck_post_metrics_counts check (least(views, likes, shares, comments, clicks) >= 0)
);
comment on column post_metrics.views is 'Null, here and in the other numbers, where the network has not told: never zero instead.';
comment on column post_metrics.own is 'The network''s own numbers under their names.';
comment on column post_metrics.as_of is 'When the network''s numbers were counted.';
comment on column post_metrics.asked_at is 'When we last asked; set before the call.';
comment on column post_metrics.answered_at is 'When we last got an answer, with numbers or without.';
comment on column post_metrics.next_at is 'When it is asked for again; null for no more. Set ahead while it is being asked for, so that it comes again after a crash.';
create index ix_post_metrics_user on post_metrics (user_id, published_at);
create index ix_post_metrics_post on post_metrics (post_id);
create index ix_post_metrics_due on post_metrics (next_at) where next_at is not null;
create index ix_post_metrics_user_due on post_metrics (user_id, next_at) where next_at is not null;
create index ix_post_metrics_asked on post_metrics (user_id, asked_at);

create table metric_snapshots (
  target_id uuid        not null,
  user_id   uuid        not null,
  taken_at  timestamptz not null,
  views     bigint,
  likes     bigint,
  shares    bigint,
  comments  bigint,
  clicks    bigint,
  constraint pk_metric_snapshots primary key (target_id, taken_at),
  constraint fk_metric_snapshots_metrics foreign key (target_id) references post_metrics (target_id) on delete cascade,
  constraint fk_metric_snapshots_user foreign key (user_id) references users (id)
);
comment on table metric_snapshots is 'All of a post''s first days, later the last of each day (UTC).';
create index ix_metric_snapshots_user on metric_snapshots (user_id);

-- What is published and not collected yet is also found by this.
create index ix_post_targets_published on post_targets (published_at) where status = 'published';

insert into post_metrics (target_id, post_id, user_id, platform, published_at, state, reason, next_at, created_at, updated_at)
select id, post_id, user_id, platform, published_at,
  case when platform in ('gmb', 'telegram') then 'not_available' else 'pending' end,
  case when platform in ('gmb', 'telegram') then 'network_without_analytics' else 'not_asked_yet' end,
  case when platform not in ('gmb', 'telegram') then now() end, now(), now()
from post_targets where status = 'published' and published_at is not null;

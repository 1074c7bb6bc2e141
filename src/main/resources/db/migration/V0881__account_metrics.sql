-- How linked accounts do, a row for each day (UTC), and when each user's are asked for.
create table account_metrics (
  user_id   uuid        not null,
  platform  text        not null,
  day       date        not null,
  followers bigint,
  following bigint,
  posts     bigint,
  own       jsonb       not null,
  as_of     timestamptz not null,
  constraint pk_account_metrics primary key (user_id, platform, day),
  constraint fk_account_metrics_user foreign key (user_id) references users (id),
  constraint ck_account_metrics_counts check (least(followers, following, posts) >= 0)
);

create table account_collections (
  user_id  uuid        not null,
  asked_at timestamptz,
  next_at  timestamptz not null,
  failures integer     not null default 0,
  constraint pk_account_collections primary key (user_id),
  constraint fk_account_collections_user foreign key (user_id) references users (id)
);
create index ix_account_collections_due on account_collections (next_at);

create table x_analytics_calls (
  hour  timestamptz not null,
  calls integer     not null,
  constraint pk_x_analytics_calls primary key (hour)
);
comment on table x_analytics_calls is 'X''s analytics have a limit of their own for a day, over all profiles.';

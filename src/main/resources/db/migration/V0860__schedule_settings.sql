-- When each user's posts may go out. A row is read and written whole, so slots and windows are no tables of their own.
create table schedule_settings (
  user_id           uuid        not null,
  timezone          text        not null,
  slots             jsonb       not null,
  blackouts         jsonb       not null,
  most_a_day        integer,
  least_gap_minutes integer     not null,
  created_at        timestamptz not null,
  updated_at        timestamptz not null,
  version           bigint      not null,
  constraint pk_schedule_settings primary key (user_id),
  constraint fk_schedule_settings_user foreign key (user_id) references users (id),
  constraint ck_schedule_settings_slots check (jsonb_typeof(slots) = 'array'),
  constraint ck_schedule_settings_blackouts check (jsonb_typeof(blackouts) = 'array'),
  constraint ck_schedule_settings_most_a_day check (most_a_day > 0),
  constraint ck_schedule_settings_least_gap check (least_gap_minutes between 0 and 1440)
);
comment on column schedule_settings.timezone is 'IANA, such as Europe/Vienna: the clocks that slots and windows are on.';
comment on column schedule_settings.most_a_day is 'Null for any number.';

-- What a new time is compared with.
create index ix_posts_user_scheduled_at on posts (user_id, scheduled_at) where scheduled_at is not null;
create index ix_posts_user_published_at on posts (user_id, published_at) where published_at is not null;
create index ix_posts_user_publishing on posts (user_id) where status = 'publishing';

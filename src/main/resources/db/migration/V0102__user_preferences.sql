-- What a user has chosen for themselves. A row is made with the defaults when it is first asked for.
create table user_preferences (
  user_id              uuid        not null,
  theme                text        not null default 'system',
  language             text        not null default 'en',
  timezone             text        not null default 'UTC',
  notify_email         boolean     not null default true,
  notify_push          boolean     not null default true,
  notify_marketing     boolean     not null default false,
  notify_security      boolean     not null default true,
  privacy_analytics    boolean     not null default false,
  privacy_personalised boolean     not null default false,
  created_at           timestamptz not null,
  updated_at           timestamptz not null,
  version              bigint      not null default 0,
  constraint pk_user_preferences primary key (user_id),
  constraint fk_user_preferences_user foreign key (user_id) references users (id) on delete cascade,
  constraint ck_user_preferences_theme check (theme in ('system', 'light', 'dark'))
);
comment on column user_preferences.language is 'BCP 47, such as de-AT.';
comment on column user_preferences.timezone is 'IANA, such as Europe/Vienna.';
comment on column user_preferences.notify_marketing is 'Off unless chosen: consent is given, never assumed. The same holds for the privacy switches.';

-- Where users are signed in. A session that has ended here is refused although its token has not expired.
create table user_sessions (
  id               uuid        not null,
  user_id          uuid        not null,
  clerk_session_id text        not null,
  status           text        not null,
  expires_at       timestamptz,
  last_active_at   timestamptz,
  ip               text,
  device           text,
  browser          text,
  city             text,
  country          text,
  clerk_updated_at bigint      not null default 0,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  constraint pk_user_sessions primary key (id),
  constraint fk_user_sessions_user foreign key (user_id) references users (id) on delete cascade,
  constraint ux_user_sessions_clerk_session_id unique (clerk_session_id),
  constraint ck_user_sessions_status check (status in ('pending', 'active', 'expired', 'ended', 'revoked'))
);
comment on column user_sessions.clerk_updated_at is 'Clerk''s updated_at in ms; 0 where only a token has told of the session yet.';
create index ix_user_sessions_user on user_sessions (user_id, status);
